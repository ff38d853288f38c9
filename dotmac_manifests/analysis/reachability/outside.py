"""What pods may open at addresses outside the cluster, and addresses at pods."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dotmac_manifests.analysis.cluster import PodClass
from dotmac_manifests.analysis.reachability.addresses import (
    EVERYWHERE,
    VERSIONS,
    AddressRange,
    parse_network,
    range_of,
)
from dotmac_manifests.analysis.reachability.connections import (
    NONE,
    Connections,
    intersection,
    of,
    union,
    union_of,
)
from dotmac_manifests.analysis.reachability.engine import Grant, Reachability
from dotmac_manifests.analysis.reachability.policy import EGRESS, INGRESS
from dotmac_manifests.analysis.services import Service

Reach = tuple[AddressRange, Connections]


def addresses(engine: Reachability, direction: str, pods: PodClass) -> tuple[Reach, ...]:
    """What a class may open at addresses (`Egress`), or addresses at it (`Ingress`).

    The ranges are as large as possible: what is open differs between neighbours. An address has
    no names for ports. What comes through a Service that hides its sources is let in by rules
    that let in nodes.
    """
    ports = None if direction == EGRESS else pods.pod.ports
    opened: list[tuple[AddressRange, Connections]] = []
    for grant in engine.grants(direction, pods):
        found = grant.ports.at(ports)
        opened += [(one, found) for one in _ranges(grant)]
    for service in engine.hiding.get(pods.number, ()) if direction == INGRESS else ():
        found = through(engine, service, pods)
        opened += [(one, found) for one in sources(service)]
    return tuple(one for version in VERSIONS for one in _swept(version, opened))


def through(engine: Reachability, service: Service, pods: PodClass) -> Connections:
    """What a Service that hides its sources opens at a class, as far as nodes are let in."""
    from_nodes = NONE
    for grant in engine.grants(INGRESS, pods):
        if admits_nodes(engine, grant):
            from_nodes = union(from_nodes, grant.ports.at(pods.pod.ports))
    ports = (of(one.protocol, n, n) for one in service.ports for n in one.at(pods))
    return intersection(from_nodes, union_of(ports))


def admits_nodes(engine: Reachability, grant: Grant) -> bool:
    """Whether a grant means an address that a node may have."""
    return any(engine.options.touches_cluster(block) for block in grant.blocks)


def sources(service: Service) -> tuple[AddressRange, ...]:
    """The addresses that a Service takes connections from; all, unless it says otherwise."""
    try:
        return tuple(range_of(parse_network(text)) for text in service.source_ranges) or EVERYWHERE
    except ValueError:
        return EVERYWHERE


def _ranges(grant: Grant) -> tuple[AddressRange, ...]:
    if grant.rule is None or grant.rule.peers is None:
        return EVERYWHERE
    return tuple(one for block in grant.blocks for one in block.ranges())


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
