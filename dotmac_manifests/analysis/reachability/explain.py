"""Why a connection is allowed or denied: which policies and rules say so, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from dotmac_manifests.analysis.cluster import PodClass
from dotmac_manifests.analysis.reachability.addresses import AddressRange, overlap
from dotmac_manifests.analysis.reachability.connections import (
    ALL,
    NONE,
    Connections,
    difference,
    intersection,
    union_of,
)
from dotmac_manifests.analysis.reachability.edge import Edge
from dotmac_manifests.analysis.reachability.engine import Grant, Reachability
from dotmac_manifests.analysis.reachability.outside import (
    addresses,
    admits_nodes,
    sources,
    through,
)
from dotmac_manifests.analysis.reachability.policy import EGRESS, INGRESS, Policy
from dotmac_manifests.kube.yaml_reader import FieldPath

End = PodClass | AddressRange | Edge
"""One end of a connection: like pods, addresses outside the cluster, or the edge as a source."""


@dataclass(frozen=True)
class Place:
    """A policy, or a rule of it; ``rule`` is empty for the whole policy."""

    policy: str
    rule: str
    file: str
    line: int


@dataclass(frozen=True)
class Evidence:
    """What one rule allows of what was asked for; ``through`` is a Service that hides sources."""

    place: Place
    connections: Connections
    through: str = ""


@dataclass(frozen=True)
class Side:
    """One side's word: the source's egress, or the destination's ingress.

    ``isolating`` is empty where no policy applies and all is open; ``beyond`` says why none can.
    ``near`` are rules that mean the other end, but not these ports.
    """

    direction: str
    end: str
    isolating: tuple[Place, ...]
    rules: tuple[Evidence, ...]
    near: tuple[Evidence, ...]
    allowed: Connections
    beyond: str = ""
    needs: str = "rule"


@dataclass(frozen=True)
class Explanation:
    """The verdict on what was ``asked``, and both sides of it."""

    source: str
    destination: str
    asked: Connections
    egress: Side
    ingress: Side

    @property
    def allowed(self) -> Connections:
        """The part of what was asked for that both sides allow."""
        return intersection(self.egress.allowed, self.ingress.allowed)

    @property
    def denied(self) -> Connections:
        """The rest."""
        return difference(self.asked, self.allowed)

    @property
    def verdict(self) -> str:
        """`allowed`, `denied`, or `partly allowed`."""
        if self.denied == NONE:
            return "allowed"
        return "denied" if self.allowed == NONE else "partly allowed"

    def missing(self) -> tuple[str, ...]:
        """For each side that denies something, what a policy would have to say."""
        sides = ((self.egress, f"to {self.destination}"), (self.ingress, f"from {self.source}"))
        return tuple(
            f"{side.direction.lower()} of {side.end} needs a {side.needs} {other} for {lacking}"
            for side, other in sides
            if (lacking := difference(self.asked, side.allowed)) != NONE
        )


def explain(
    engine: Reachability, source: End, destination: End, asked: Connections = ALL
) -> Explanation:
    """Judge what ``source`` may open at ``destination``; one of them has to be pods."""
    return Explanation(
        str(source),
        str(destination),
        asked,
        _side(engine, EGRESS, source, destination, asked),
        _side(engine, INGRESS, destination, source, asked),
    )


def _side(engine: Reachability, direction: str, own: End, other: End, asked: Connections) -> Side:
    if isinstance(own, AddressRange):
        return Side(direction, str(own), (), (), (), asked, "policies isolate pods alone")
    if isinstance(own, Edge):
        assert isinstance(other, PodClass)
        routed = intersection(own.routed.get(other, NONE), asked)
        return Side(
            direction, str(own), (), (), (), routed, "only routes decide where it leads", "route"
        )
    if own.pod.host_network:
        why = "no policy isolates the host's network, which reaches every pod of its own node"
        return Side(direction, str(own), (), (), (), asked, why)
    destination = own if direction == INGRESS else other
    ports = destination.pod.ports if isinstance(destination, PodClass) else None
    rules, near = [], []
    for grant in engine.grants(direction, own):
        if grant.policy is None or grant.rule is None or not _admits(grant, own, other):
            continue
        opened = grant.ports.at(ports)
        place = _place(grant.policy, grant.rule.path)
        found = intersection(opened, asked)
        if found != NONE:
            rules.append(Evidence(place, found))
        else:
            near.append(Evidence(place, opened))
    if direction == INGRESS and isinstance(other, AddressRange):
        rules += _through_services(engine, own, other, asked)
    isolating = tuple(_place(policy) for policy in engine.isolating(direction, own))
    allowed = intersection(_allowed(engine, direction, own, other), asked)
    return Side(direction, str(own), isolating, tuple(rules), tuple(near), allowed)


def _admits(grant: Grant, own: PodClass, other: End) -> bool:
    if isinstance(other, PodClass):
        return grant.admits(other)
    if isinstance(other, Edge):
        return other.admits(grant, own)
    if grant.rule is None or grant.rule.peers is None:
        return True
    return any(overlap(block.ranges(), [other]) for block in grant.blocks)


def _through_services(
    engine: Reachability, pods: PodClass, source: AddressRange, asked: Connections
) -> list[Evidence]:
    """Rules that let in nodes, for each Service that lets the source come from one."""
    found = []
    for service in engine.hiding.get(pods.number, ()):
        opened = intersection(through(engine, service, pods), asked)
        if opened == NONE or not overlap(sources(service), [source]):
            continue
        for grant in engine.grants(INGRESS, pods):
            if grant.policy and grant.rule and admits_nodes(engine, grant):
                part = intersection(opened, grant.ports.at(pods.pod.ports))
                if part != NONE:
                    place = _place(grant.policy, grant.rule.path)
                    found.append(Evidence(place, part, str(service)))
    return found


def _allowed(engine: Reachability, direction: str, own: PodClass, other: End) -> Connections:
    """What is open for all pods or all addresses of the other end."""
    if isinstance(other, PodClass):
        return engine.side(direction, own, other)
    if isinstance(other, Edge):
        return other.let_in(own)
    parts = [
        (reach, opened)
        for reach, opened in addresses(engine, direction, own)
        if overlap([reach], [other])
    ]
    covered = sum(
        min(reach.last, other.last) - max(reach.first, other.first) + 1 for reach, _ in parts
    )
    if covered <= other.last - other.first:
        return NONE
    refused = union_of(difference(ALL, opened) for _, opened in parts)
    return difference(ALL, refused)


def _place(policy: Policy, path: FieldPath = ()) -> Place:
    line, _ = policy.manifest.position(path or ("metadata", "name"))
    rule = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return Place(str(policy), rule.lstrip("."), policy.manifest.file, line)
