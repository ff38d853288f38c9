"""What lies outside the cluster: ranges of addresses, and the edge that routes come through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from dotmac_manifests.analysis.cluster import NAME_LABEL, PodClass
from dotmac_manifests.analysis.reachability.addresses import (
    EVERYWHERE,
    VERSIONS,
    AddressRange,
    IpBlock,
)
from dotmac_manifests.analysis.reachability.connections import (
    NONE,
    Connections,
    intersection,
    of,
    union,
)
from dotmac_manifests.analysis.reachability.engine import EGRESS, INGRESS, Grant, Reachability
from dotmac_manifests.analysis.reachability.policy import PodPeer
from dotmac_manifests.analysis.reachability.selectors import IN, Selector
from dotmac_manifests.analysis.services import EXTERNAL_TYPES, Backend, Service

Reach = tuple[AddressRange, Connections]


def addresses(engine: Reachability, direction: str, pods: PodClass) -> tuple[Reach, ...]:
    """What a class may open at addresses (`Egress`), or addresses at it (`Ingress`).

    The ranges are as large as possible: what is open differs between neighbours. An address has
    no names for ports.
    """
    ports = None if direction == EGRESS else pods.pod.ports
    opened: list[tuple[AddressRange, Connections]] = []
    for grant in engine.grants(direction, pods):
        found = grant.ports.at(ports)
        opened += [(one, found) for one in _ranges(grant)]
    return tuple(one for version in VERSIONS for one in _swept(version, opened))


def edge(
    engine: Reachability,
    backends: tuple[Backend, ...],
    services: Mapping[tuple[str, str], Service],
) -> Iterator[tuple[PodClass, Connections]]:
    """What the edge, the pods of Ingress controllers and Gateways, may open, sorted.

    It is taken to be any pod of a namespace of which no workload is given, whatever the labels
    of either, and any pod of another namespace that takes traffic from outside: on the host's
    network, or behind a Service of type LoadBalancer or NodePort.
    """
    doors = {
        one.number
        for service in services.values()
        if service.type in EXTERNAL_TYPES
        for one in service.pods
    } | {one.number for one in engine.cluster.classes if one.pod.host_network}
    wanted: dict[PodClass, Connections] = {}
    for backend in backends:
        for pods, protocol, number in backend.pods:
            wanted[pods] = union(wanted.get(pods, NONE), of(protocol, number, number))
    for pods in sorted(wanted, key=lambda one: one.number):
        let_in = NONE
        for grant in engine.grants(INGRESS, pods):
            if _admits_edge(engine, grant, pods, doors):
                let_in = union(let_in, grant.ports.at(pods.pod.ports))
        found = intersection(let_in, wanted[pods])
        if found != NONE:
            yield pods, found


def _ranges(grant: Grant) -> tuple[AddressRange, ...]:
    if grant.rule is None or grant.rule.peers is None:
        return EVERYWHERE
    return tuple(
        one for peer in grant.rule.peers if isinstance(peer, IpBlock) for one in peer.ranges()
    )


def _swept(version: int, opened: list[Reach]) -> Iterator[Reach]:
    """Parts of the addresses of a version between any two borders, equal neighbours joined."""
    here = [(one, found) for one, found in opened if one.version == version]
    borders = sorted({one.first for one, _ in here} | {one.last + 1 for one, _ in here})
    current: Reach | None = None
    for first, after in pairwise(borders):
        found = NONE
        for one, connections in here:
            if one.first <= first and after - 1 <= one.last:
                found = union(found, connections)
        if current and current[1] == found and current[0].last + 1 == first:
            current = (AddressRange(version, current[0].first, after - 1), found)
            continue
        if current and current[1] != NONE:
            yield current
        current = (AddressRange(version, first, after - 1), found)
    if current and current[1] != NONE:
        yield current


def _admits_edge(engine: Reachability, grant: Grant, pods: PodClass, doors: set[int]) -> bool:
    if grant.members is None or grant.rule is None:
        return True
    classes, home = engine.cluster.classes, pods.namespace
    if any(classes[number].namespace is not home for number in doors & grant.members):
        return True
    for peer in grant.rule.peers or ():
        if isinstance(peer, IpBlock):
            if engine.options.ipblock_selects_pods and engine.options.touches_cluster(peer):
                return True
        elif _admits_stranger(engine, peer):
            return True
    return False


def _admits_stranger(engine: Reachability, peer: PodPeer) -> bool:
    """Whether a pod that is not given could be meant: one of a namespace without workloads."""
    if peer.namespaces is None:
        return False
    cluster = engine.cluster
    empty = (one for name, one in cluster.namespaces.items() if not cluster.pods_in(name))
    return any(peer.namespaces.matches(one.labels) for one in empty) or (
        _fits_new_namespace(peer.namespaces, cluster.namespaces)
    )


def _fits_new_namespace(selector: Selector, known: Mapping[str, object]) -> bool:
    """Whether a namespace that is not given could match: its name would have to be new."""
    return all(
        one.key != NAME_LABEL or one.operator != IN or bool(one.values - known.keys())
        for one in selector.requirements
    )
