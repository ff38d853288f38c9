"""NetworkPolicies: nothing passes but the flows of the plan, each opened on both sides.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from ipaddress import ip_network
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan.flows import Addresses, Flow, Peer, Pods, Port
from dotmac_manifests.plan.names import DEFAULT_DENY, NAMESPACE_LABEL

Body = dict[str, Any]
COMPONENT = "isolation"
VERSION = "1"
WHY = "dotmac.io/why"


class DefaultDeny(Component):
    """No pod of the namespace may send or receive anything, until a flow says otherwise."""

    def __init__(self, scope: Construct, namespace: str) -> None:
        super().__init__(scope, f"default-deny-{namespace}")
        Resource(
            self,
            "policy",
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "NetworkPolicy",
                "metadata": _metadata(DEFAULT_DENY, namespace),
                "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
            },
        )


class FlowPolicies(Component):
    """The namespace's side of each flow: who may call its pods, whom its pods may call.

    ``prefix`` keeps the names apart where several owners bring flows to one namespace.
    """

    def __init__(
        self, scope: Construct, namespace: str, flows: Iterable[Flow], prefix: str = ""
    ) -> None:
        super().__init__(scope, f"flows-{prefix}{namespace}")
        for flow in flows:
            for direction, body in _sides(flow, namespace):
                name = f"{prefix}{flow.name}-{direction}"
                meta = _metadata(name, namespace, {WHY: flow.why})
                Resource(
                    self,
                    name,
                    {
                        "apiVersion": "networking.k8s.io/v1",
                        "kind": "NetworkPolicy",
                        "metadata": meta,
                        "spec": body,
                    },
                )


def _metadata(name: str, namespace: str, annotations: Mapping[str, str] | None = None) -> Body:
    return metadata(
        name,
        namespace,
        app="network-policy",
        component=COMPONENT,
        version=VERSION,
        annotations=annotations,
    )


def _sides(flow: Flow, namespace: str) -> Iterator[tuple[str, Body]]:
    ports = [_port(port) for port in flow.ports]
    if isinstance(flow.target, Pods) and flow.target.namespace == namespace:
        peers = [found for peer in flow.sources for found in _peers(peer, namespace)]
        yield (
            "ingress",
            {
                "podSelector": _selector(flow.target),
                "policyTypes": ["Ingress"],
                "ingress": [{"from": peers, "ports": ports}],
            },
        )
    local = [peer for peer in flow.sources if _inside(peer, namespace)]
    for number, source in enumerate(local):
        suffix = f"-{number + 1}" if len(local) > 1 else ""
        yield (
            f"egress{suffix}",
            {
                "podSelector": _selector(source),
                "policyTypes": ["Egress"],
                "egress": [{"to": _peers(flow.target, namespace), "ports": ports}],
            },
        )


def _inside(peer: Peer, namespace: str) -> bool:
    return isinstance(peer, Pods) and peer.namespace == namespace


def _selector(peer: Peer) -> Body:
    if not isinstance(peer, Pods):
        raise TypeError("addresses have no pods to select")
    if not peer.key:
        return {}
    if len(peer.values) == 1:
        return {"matchLabels": {peer.key: peer.values[0]}}
    expression = {"key": peer.key, "operator": "In", "values": sorted(peer.values)}
    return {"matchExpressions": [expression]}


def _peers(peer: Peer, namespace: str) -> list[Body]:
    """Peers of a rule as pods of ``namespace`` see them; another namespace goes by its name."""
    if isinstance(peer, Addresses):
        return [_block(cidr, peer.excluded) for cidr in peer.cidrs]
    selected: Body = {"podSelector": _selector(peer)}
    if peer.namespace != namespace:
        selected["namespaceSelector"] = {"matchLabels": {NAMESPACE_LABEL: peer.namespace}}
    return [selected]


def _block(cidr: str, excluded: Iterable[str]) -> Body:
    """An address block; only exceptions of its own family that lie inside it are allowed."""
    inside = _inside_of(cidr, tuple(excluded))
    return {"ipBlock": {"cidr": cidr, **({"except": list(inside)} if inside else {})}}


@lru_cache(maxsize=1024)  # every tenant excludes the same ranges from the same Internet
def _inside_of(cidr: str, ranges: tuple[str, ...]) -> tuple[str, ...]:
    network = ip_network(cidr)
    return tuple(
        text
        for text in ranges
        if (inner := ip_network(text)).version == network.version and inner.subnet_of(network)  # type: ignore[arg-type]  # same version, checked above
    )


def _port(port: Port) -> Body:
    return {"port": port.number, "protocol": port.protocol}
