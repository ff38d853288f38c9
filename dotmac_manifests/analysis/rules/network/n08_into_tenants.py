"""From the platform and its operators, only the agreed interfaces of a tenant can be reached.

Why: the platform serves all tenants, so whoever takes over a part of it stands next to each of
them. What it needs of a tenant is one API and two operators' ports, never a database.

Reads: ingress rules of tenants' `NetworkPolicies` that let in pods of namespaces that are neither
tenants' nor the edge's, and egress rules of such namespaces to tenants: each has to be a link of
the site's `intoTenants`. Every other tenant is N11's matter, the edge is N07's.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: platform, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: netbox}}
      policyTypes: [Ingress]
      ingress:
        - from:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: platform-admin}}
              podSelector: {matchLabels: {app.kubernetes.io/name: platform-backend}}
          ports: [{port: 8080, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: platform, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: isp-backend}}
      policyTypes: [Ingress]
      ingress:
        - from:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: platform-admin}}
              podSelector: {matchLabels: {app.kubernetes.io/name: platform-backend}}
          ports: [{port: 8000, protocol: TCP}]

Source: K8S-MT; NSA network separation;
https://kubernetes.io/docs/concepts/security/multi-tenancy/#network-isolation
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.network._links import links
from dotmac_manifests.analysis.rules.network._openings import Opening, openings
from dotmac_manifests.analysis.rules.network._places import unlinked
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield rules on either side that bring others into a tenant than the agreed ones."""
    table = links(facts.site.network.into_tenants)
    edges = set(facts.site.network.edge_namespaces)
    promise = "nobody agreed that this may reach into a tenant"
    for one in openings(facts):
        if one.block is not None:
            continue
        if one.inward:
            strangers = one.where is None or one.where - facts.owners.keys() - edges
            if one.home in facts.owners and strangers:
                yield from unlinked(facts, one, table, promise)
        elif one.home not in facts.owners and one.home not in edges and _led(facts, one):
            yield from unlinked(facts, one, table, promise)


def _led(facts: Facts, one: Opening) -> bool:
    """Whether it may lead to a tenant."""
    return one.where is None or bool(one.where & facts.owners.keys())


RULE = Rule("N08", "into-tenants", Severity.HIGH, check)
