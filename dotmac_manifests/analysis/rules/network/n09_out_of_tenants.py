"""From a tenant, only the agreed interfaces of the platform can be reached; secrets from none.

Why: tenants' pods run what faces the Internet. What they can reach of the platform decides how far
a break-in gets, and the secret store holds the keys of everybody.

Reads: egress rules of tenants' `NetworkPolicies` to pods of other namespaces but the resolvers, and
ingress rules that let tenants into such namespaces: each has to be a link of `outOfTenants`. And
every rule that lets anybody reach the workloads of `secretStore`, which has to be one of its links.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: secrets, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: isp-backend}}
      policyTypes: [Egress]
      egress:
        - to:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: platform-admin}}
              podSelector: {matchLabels: {app.kubernetes.io/name: openbao}}
          ports: [{port: 8200, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: platform, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: isp-backend}}
      policyTypes: [Egress]
      egress:
        - to:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: platform-admin}}
              podSelector: {matchLabels: {app.kubernetes.io/name: platform-backend}}
          ports: [{port: 8000, protocol: TCP}]

Source: K8S-MT; NSA network separation;
https://developer.hashicorp.com/vault/docs/concepts/production-hardening
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.policy import INGRESS
from dotmac_manifests.analysis.rules.network._links import Links, links
from dotmac_manifests.analysis.rules.network._openings import Opening, openings, peers
from dotmac_manifests.analysis.rules.network._places import unlinked
from dotmac_manifests.analysis.rules.network.n05_dns import resolves
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield rules on either side that bring a tenant further than was agreed."""
    table = links(facts.site.network.out_of_tenants)
    promise = "nobody agreed that a tenant may reach it"
    for one in openings(facts):
        if one.block is not None:
            continue
        if one.inward:
            crosses = one.home not in facts.owners and (
                one.where is None or one.where & facts.owners.keys()
            )
        else:
            crosses = one.home in facts.owners and (
                one.where is None or one.where - facts.owners.keys()
            )
        if crosses and not resolves(facts, one):
            yield from unlinked(facts, one, table, promise)
    yield from _secrets(facts, links(facts.site.network.secret_store))


def _secrets(facts: Facts, table: Links) -> Iterator[Broken]:
    stores = {target.partition("/")[::2] for target in table.targets}
    for namespace in sorted({space for space, _ in stores}):
        held = {name for space, name in stores if space == namespace}
        for policy in facts.network.by_namespace.get(namespace, ()):
            for rule in policy.rules.get(INGRESS, ()):
                for one in peers(facts, policy, INGRESS, rule):
                    if one.own is None or one.own & held:
                        yield from _store(facts, one, table)


def _store(facts: Facts, one: Opening, table: Links) -> Iterator[Broken]:
    promise = "nobody else may reach the secret store"
    if one.block is not None:
        message = f"{one.policy} lets {one.block} reach the secret store: {promise}"
        yield Broken(one.policy.manifest, message, "name the pods that may", one.path)
        return
    yield from unlinked(facts, one, table, promise)


RULE = Rule("N09", "out-of-tenants", Severity.HIGH, check)
