"""Who may open a connection to whom, by the rules of NetworkPolicy, one pair of pods at a time.

It reads the policies again for every question, so that it is slow and easy to check.
Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/ and
https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

Body = Mapping[str, Any]
PROTOCOLS = ("TCP", "UDP", "SCTP")
PEERS = {"Ingress": "from", "Egress": "to"}


class Ports(NamedTuple):
    """Port numbers ``first`` to ``last`` of a protocol, both included."""

    protocol: str
    first: int
    last: int


EVERY_PORT = frozenset(Ports(protocol, 1, 65535) for protocol in PROTOCOLS)


@dataclass(frozen=True, eq=False)
class Pod:
    """A pod as policies see it; ``ports`` are its named ports, ``addresses`` its own.

    Whether an address block matches pods is up to the network plugin; here it does.
    """

    namespace: str
    name: str
    labels: Mapping[str, str]
    ports: Mapping[tuple[str, str], int]
    addresses: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}"


@dataclass(frozen=True)
class Address:
    """A host that no selector finds: outside the cluster, or on a node's own network."""

    ip: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """Its only address."""
        return (self.ip,)

    def __str__(self) -> str:
        return self.ip


Host = Pod | Address


@dataclass(frozen=True)
class Network:
    """A cluster's policies, and the labels of its namespaces by name."""

    policies: tuple[Body, ...]
    namespaces: Mapping[str, Mapping[str, str]]

    def allowed(self, source: Host, target: Host) -> frozenset[Ports]:
        """Ports of ``target`` that ``source`` may open a connection to: both sides must agree."""
        if source is target:
            return EVERY_PORT  # nothing comes between a pod and itself
        out = self.granted("Egress", source, target)
        into = self.granted("Ingress", target, source)
        return frozenset(_overlap(out, into))

    def granted(self, direction: str, own: Host, other: Host) -> frozenset[Ports]:
        """What one side allows: all, unless a policy of that direction selects the pod."""
        target = other if direction == "Egress" else own
        if isinstance(own, Address):
            return EVERY_PORT
        near = self._by_namespace.get(own.namespace, ())
        chosen = [policy for policy in near if _applies(policy, direction, own)]
        if not chosen:
            return EVERY_PORT
        return frozenset(
            ports
            for policy in chosen
            for rule in policy["spec"].get(direction.lower()) or ()
            if self._names(policy, rule.get(PEERS[direction]), other)
            for ports in _ports(rule.get("ports"), target)
        )

    @cached_property
    def _by_namespace(self) -> Mapping[str, tuple[Body, ...]]:
        found: dict[str, tuple[Body, ...]] = {}
        for policy in self.policies:
            namespace = policy["metadata"]["namespace"]
            found[namespace] = (*found.get(namespace, ()), policy)
        return found

    def _names(self, policy: Body, peers: Iterable[Body] | None, other: Host) -> bool:
        """Whether one of a rule's peers is ``other``; no peers at all means everyone."""
        return not peers or any(self._is(policy, peer, other) for peer in peers)

    def _is(self, policy: Body, peer: Body, other: Host) -> bool:
        if "ipBlock" in peer:
            return any(_within(peer["ipBlock"], ip) for ip in other.addresses)
        if isinstance(other, Address):
            return False
        if peer.get("namespaceSelector") is None:
            near = other.namespace == policy["metadata"]["namespace"]
        else:
            near = selects(peer["namespaceSelector"], self.namespaces[other.namespace])
        return near and selects(peer.get("podSelector") or {}, other.labels)


def selects(selector: Body, labels: Mapping[str, str]) -> bool:
    """Whether a label selector matches; an empty one matches everything."""
    return all(
        labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items()
    ) and all(_expression(found, labels) for found in selector.get("matchExpressions") or ())


def _expression(expression: Body, labels: Mapping[str, str]) -> bool:
    key, values = expression["key"], expression.get("values") or ()
    match expression["operator"]:
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    raise ValueError(f"no such operator: {expression['operator']}")


def _applies(policy: Body, direction: str, pod: Pod) -> bool:
    spec = policy["spec"]
    default = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
    return direction in (spec.get("policyTypes") or default) and selects(
        spec.get("podSelector") or {}, pod.labels
    )


def _within(block: Body, ip: str) -> bool:
    return _inside(ip, block["cidr"]) and not any(
        _inside(ip, text) for text in block.get("except") or ()
    )


@cache
def _inside(ip: str, cidr: str) -> bool:
    return ip_address(ip) in ip_network(cidr)


def _ports(ports: Iterable[Body] | None, target: Host) -> Iterator[Ports]:
    """Ports of a rule as numbers; a name means what the target calls so, if anything."""
    if not ports:
        yield from EVERY_PORT
        return
    for found in ports:
        protocol, port = found.get("protocol") or "TCP", found.get("port")
        if port is None:
            yield Ports(protocol, 1, 65535)
        elif isinstance(port, int):
            yield Ports(protocol, port, found.get("endPort") or port)
        elif isinstance(target, Pod) and (protocol, port) in target.ports:
            number = target.ports[protocol, port]
            yield Ports(protocol, number, number)


def _overlap(some: Iterable[Ports], others: frozenset[Ports]) -> Iterator[Ports]:
    for one in some:
        for other in others:
            first, last = max(one.first, other.first), min(one.last, other.last)
            if one.protocol == other.protocol and first <= last:
                yield Ports(one.protocol, first, last)
