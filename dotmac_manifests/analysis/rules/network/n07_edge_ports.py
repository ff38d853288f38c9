"""From outside, only the workloads that face outside can be reached, on their own ports.

Why: the edge is the one neighbour that everybody on the Internet can speak through, and a database
or an unauthenticated interface behind it is a leak, however well it is walled in on other sides.

Reads: ingress rules of tenants' and the platform's `NetworkPolicies` that let in the site's
`edgeNamespaces` (links of `edge`) or addresses (links of `outside`, never a whole family); egress
rules of the edge itself; and where `Ingresses` and routes in those namespaces lead.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: edge, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: redis}}
      policyTypes: [Ingress]
      ingress:
        - from:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: nginx-ingress}}
              podSelector: {matchLabels: {app.kubernetes.io/name: nginx-ingress}}
          ports: [{port: 6379, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: edge, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: isp-backend}}
      policyTypes: [Ingress]
      ingress:
        - from:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: nginx-ingress}}
              podSelector: {matchLabels: {app.kubernetes.io/name: nginx-ingress}}
          ports: [{port: 8000, protocol: TCP}]

Source: K8S-MT; NSA network separation; https://gateway-api.sigs.k8s.io/api-types/httproute/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.connections import NONE, difference
from dotmac_manifests.analysis.rules.network._blocks import meets, zones_of
from dotmac_manifests.analysis.rules.network._links import links
from dotmac_manifests.analysis.rules.network._openings import Opening, openings, walled
from dotmac_manifests.analysis.rules.network._places import called, text
from dotmac_manifests.analysis.rules.network._routes import backends, reached
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_REMEDY = "remove it, or add the link to the site's facts if it is meant"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield rules and routes that let the edge, or addresses, reach more than they may."""
    edges = set(facts.site.network.edge_namespaces)
    for one in openings(facts):
        if one.inward and walled(facts, one.home):
            if one.block is not None:
                yield from _addresses(facts, one)
            elif one.where is not None and one.where & edges:
                yield from _targets(facts, one, {one.home: one.own}, "edge")
        elif not one.inward and one.home in edges and one.where is not None:
            inner = {space: one.far for space in one.where if walled(facts, space)}
            yield from _targets(facts, one, inner, "edge")
    yield from _routed(facts)


def _addresses(facts: Facts, one: Opening) -> Iterator[Broken]:
    yield from _targets(facts, one, {one.home: one.own}, "addresses")
    assert one.block is not None
    if one.block.cidr.prefixlen == 0 or meets(one.block, zones_of(facts.site).metadata):
        message = f"{one.policy} lets in {one.block.cidr}: the addresses of strangers"
        remedy = "name the networks that are meant, or let them in through the edge"
        yield Broken(one.policy.manifest, message, remedy, one.path)


def _targets(
    facts: Facts, one: Opening, spaces: dict[str, frozenset[str] | None], source: str
) -> Iterator[Broken]:
    site, manifest = facts.site.network, one.policy.manifest
    table = links(site.edge if source == "edge" else site.outside)
    for space, names in spaces.items():
        if names is None:
            message = f"{one.policy} opens pods of {space} to the {source}: which, cannot be judged"
            yield Broken(manifest, message, "select the pods by their name", one.path)
        for name in sorted(names or ()):
            beyond = difference(one.ports, table.allowed(source, called(facts, space, name)))
            if beyond != NONE:
                message = f"{one.policy} opens {name} in {space} to the {source} on {text(beyond)}"
                yield Broken(manifest, message, _REMEDY, one.path)


def _routed(facts: Facts) -> Iterator[Broken]:
    table, labels = links(facts.site.network.edge), facts.site.network.identity_labels
    for backend in backends(facts):
        if not walled(facts, backend.namespace):
            continue
        target, found = f"{backend.namespace}/{backend.service}", reached(facts, backend)
        if found is None:
            message = f"leads to {target}: which pods that means cannot be judged"
            remedy = "name a port of a Service with a selector, and give its manifest"
            yield Broken(backend.manifest, message, remedy, backend.path)
            continue
        selector, ports = found
        name = next((selector[label] for label in labels if label in selector), "")
        beyond = difference(
            ports, table.allowed("edge", called(facts, backend.namespace, str(name)))
        )
        if beyond != NONE:
            message = f"leads from outside to {target} on {text(beyond)}"
            yield Broken(backend.manifest, message, _REMEDY, backend.path)


RULE = Rule("N07", "edge-ports", Severity.HIGH, check)
