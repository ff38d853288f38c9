"""Only pods that need the API server can reach it.

Why: a stolen token is worth nothing where nobody can be asked. Most pods of a tenant never speak
to the API server, so a break-in there should not, either.

Reads: egress rules of tenants' and the platform's `NetworkPolicies` to addresses in `clusterCidrs`
on the API server's ports, or to pods called `kube-apiserver`: the pods that the policy selects have
to be among the site's `apiClients`. Operators' namespaces are left out: all that they do is speak
to the API server.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: api, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Egress]
      egress:
        - to: [{ipBlock: {cidr: 10.0.0.0/24}}]
          ports: [{port: 6443, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: api, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: prometheus}}
      policyTypes: [Egress]
      egress:
        - to: [{ipBlock: {cidr: 10.0.0.0/24}}]
          ports: [{port: 6443, protocol: TCP}]

Source: NSA network separation; MTB;
https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.network._blocks import meets, zones_of
from dotmac_manifests.analysis.rules.network._links import ports
from dotmac_manifests.analysis.rules.network._openings import openings, walled
from dotmac_manifests.analysis.rules.network._places import called, touches
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_SERVER = "kube-apiserver"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield policies that let other pods reach the API server."""
    site, zones = facts.site.network, zones_of(facts.site)
    server, clients = ports(site.api_ports), set(site.api_clients)
    for one in openings(facts):
        if one.inward or not walled(facts, one.home) or not touches(one.ports, server):
            continue
        if one.block is not None:
            leads = meets(one.block, zones.cluster)
        else:
            leads = one.far is None or _SERVER in one.far
        if not leads:
            continue
        if one.own is None:
            strangers = ["every pod"]
        else:
            found = {called(facts, one.home, name) for name in one.own}
            strangers = sorted(found - clients)
        for name in strangers:
            yield Broken(
                one.policy.manifest,
                f"{one.policy} lets {name} reach the API server",
                "select the pods that need it by name, or add them to the site's apiClients",
                one.path,
            )


RULE = Rule("N12", "api-clients", Severity.HIGH, check)
