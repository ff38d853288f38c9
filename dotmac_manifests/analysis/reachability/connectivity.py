"""The connections of a cluster as people read them: between workloads, addresses and the edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dotmac_manifests.analysis.cluster import Workload
from dotmac_manifests.analysis.reachability.addresses import VERSIONS, AddressRange, IpBlock
from dotmac_manifests.analysis.reachability.connections import Connections, union
from dotmac_manifests.analysis.reachability.edge import EDGE, Edge
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.analysis.reachability.outside import addresses
from dotmac_manifests.analysis.reachability.policy import EGRESS, INGRESS

Peer = Workload | AddressRange | str
"""A workload, addresses, or EDGE."""


class Connection(NamedTuple):
    """What ``source`` may open at ``destination``; the cluster is named when there are several."""

    cluster: str
    source: Peer
    destination: Peer
    connections: Connections


@dataclass(frozen=True)
class Note:
    """Something that a reader of the connections has to know."""

    about: str
    text: str


def connectivity(engine: Reachability, *, ipv6: bool | None = None) -> tuple[Connection, ...]:
    """Every allowed connection, sorted; a workload's own pods among themselves are left out.

    Addresses of IPv6 are listed on demand, by default when the manifests speak of IPv6 at all.
    """
    if ipv6 is None:
        ipv6 = speaks_ipv6(engine)
    found: dict[tuple[Peer, Peer], Connections] = {}
    for source, destination, connections in _all(engine, ipv6):
        if source != destination:
            before = found.get((source, destination))
            found[source, destination] = union(before, connections) if before else connections
    name = engine.cluster.name
    several = [Connection(name, one, other, opened) for (one, other), opened in found.items()]
    return tuple(sorted(several, key=_order))


def notes(engine: Reachability) -> tuple[Note, ...]:
    """What the policies do not decide: the host's network, policies of other APIs."""
    found = [
        Note(
            str(workload),
            "is on the host's network, which no policy isolates; it also reaches every pod of "
            "its own node",
        )
        for one in engine.cluster.classes
        if one.pod.host_network
        for workload in one.workloads
    ]
    found += [
        Note(str(one.ref), "is a policy of another API, which may allow or deny more than this")
        for one in engine.unjudged
    ]
    return tuple(dict.fromkeys(found))


def speaks_ipv6(engine: Reachability) -> bool:
    """Whether a policy, a Service or a pod has an IPv6 address or asks for one."""
    blocks = (
        peer
        for policy in engine.policies
        for rules in policy.rules.values()
        for rule in rules
        for peer in rule.peers or ()
        if isinstance(peer, IpBlock)
    )
    if any(block.cidr.version == VERSIONS[1] for block in blocks):
        return True
    if any(":" in text for one in engine.cluster.classes for text in one.pod.addresses):
        return True
    specs = (one.body.get("spec") for one in engine.cluster.of_kind("", "Service"))
    return any(_asks_for_ipv6(spec) for spec in specs if isinstance(spec, dict))


def _asks_for_ipv6(spec: Mapping[str, object]) -> bool:
    families, policy = spec.get("ipFamilies"), spec.get("ipFamilyPolicy")
    named = isinstance(families, list) and "IPv6" in families
    return named or (isinstance(policy, str) and policy.endswith("DualStack"))


def _all(engine: Reachability, ipv6: bool) -> Iterator[tuple[Peer, Peer, Connections]]:
    for one in engine.flows():
        for source in one.source.workloads:
            for destination in one.destination.workloads:
                yield source, destination, one.connections
    for pods in engine.cluster.classes:
        for direction in (INGRESS, EGRESS):
            for where, opened in addresses(engine, direction, pods):
                if ipv6 or where.version == VERSIONS[0]:
                    for workload in pods.workloads:
                        ends = (where, workload) if direction == INGRESS else (workload, where)
                        yield *ends, opened
    for pods, opened in Edge(engine).connections():
        for workload in pods.workloads:
            yield EDGE, workload, opened


def _order(one: Connection) -> tuple[object, ...]:
    return _rank(one.source), _rank(one.destination)


def _rank(peer: Peer) -> tuple[int, int, int, str]:
    """Addresses in their own order, then everything else by name."""
    if isinstance(peer, AddressRange):
        return 0, peer.version, peer.first, str(peer)
    return 1, 0, 0, str(peer)
