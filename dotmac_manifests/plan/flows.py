"""Allowed traffic as data: who may open a connection to whom, on which ports, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dotmac_manifests.plan.names import NAME_LABEL


@dataclass(frozen=True, order=True)
class Pods:
    """Pods of one namespace whose label ``key`` has one of ``values``.

    Without values it selects nothing; all pods of a namespace are `Pods.every(namespace)`.
    """

    namespace: str
    values: tuple[str, ...]
    key: str = NAME_LABEL

    @classmethod
    def every(cls, namespace: str) -> Pods:
        """All pods of a namespace."""
        return cls(namespace, (), "")

    @property
    def empty(self) -> bool:
        """Whether it selects nothing."""
        return bool(self.key) and not self.values


@dataclass(frozen=True, order=True)
class Addresses:
    """Addresses outside every pod network; ``excluded`` lies inside ``cidrs``."""

    cidrs: tuple[str, ...]
    excluded: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it holds no address."""
        return not self.cidrs


Peer = Pods | Addresses


@dataclass(frozen=True, order=True)
class Port:
    """One port number of one protocol (TCP or UDP)."""

    number: int
    protocol: str = "TCP"


@dataclass(frozen=True)
class Flow:
    """One allowed direction of traffic; replies need no rule of their own.

    ``name`` is unique within the namespaces it touches; the policies are named after it.
    """

    name: str
    sources: tuple[Peer, ...]
    target: Peer
    ports: tuple[Port, ...]
    why: str

    @property
    def namespaces(self) -> frozenset[str]:
        """Namespaces that need a policy for this flow."""
        peers = (*self.sources, self.target)
        return frozenset(peer.namespace for peer in peers if isinstance(peer, Pods))


def existing(flows: Iterable[Flow]) -> Iterator[Flow]:
    """Flows between peers that exist; a workload that a tenant does not run drops out."""
    for flow in flows:
        sources = tuple(peer for peer in flow.sources if not peer.empty)
        if sources and not flow.target.empty:
            yield flow if sources == flow.sources else replace(flow, sources=sources)


def tcp(*numbers: int) -> tuple[Port, ...]:
    """TCP ports."""
    return tuple(Port(number) for number in numbers)


def udp(*numbers: int) -> tuple[Port, ...]:
    """UDP ports."""
    return tuple(Port(number, "UDP") for number in numbers)


DNS_PORTS: tuple[Port, ...] = (Port(53), Port(53, "UDP"))

PRIVATE_RANGES: tuple[str, ...] = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "::1/128",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "2002::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
)
"""Never "the Internet": RFC 6890 special-purpose ranges, incl. the metadata service, and the
IPv6 ranges that embed IPv4 addresses. IPv4-mapped ::ffff:0:0/96 is left out: it never leaves a
host, and Kubernetes reads it as an IPv4 network, so that it would not lie inside ::/0."""


def internet(cluster_ranges: Iterable[str]) -> Addresses:
    """Everything but private, link-local, metadata and the cluster's own ranges."""
    return Addresses(("0.0.0.0/0", "::/0"), tuple(sorted({*PRIVATE_RANGES, *cluster_ranges})))


def by_namespace(flows: Iterable[Flow]) -> Mapping[str, tuple[Flow, ...]]:
    """Flows per namespace that needs a policy for them, in the order given."""
    grouped: dict[str, list[Flow]] = {}
    for flow in flows:
        for namespace in sorted(flow.namespaces):
            grouped.setdefault(namespace, []).append(flow)
    return {namespace: tuple(found) for namespace, found in sorted(grouped.items())}
