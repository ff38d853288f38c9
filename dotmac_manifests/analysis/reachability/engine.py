"""Decides between classes of like pods what either side's policies leave open.

Only pairs that some rule brings together are ever looked at: a fleet of isolated tenants costs
time in proportion to its policies, not to the square of its pods.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import merge

from dotmac_manifests.analysis.cluster import Cluster, PodClass, namespace_of
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.addresses import IpBlock
from dotmac_manifests.analysis.reachability.connections import (
    ALL,
    NONE,
    Connections,
    intersection,
    union,
)
from dotmac_manifests.analysis.reachability.options import Options
from dotmac_manifests.analysis.reachability.peers import Members, PeerIndex
from dotmac_manifests.analysis.reachability.policy import (
    EGRESS,
    INGRESS,
    Policy,
    PolicyParser,
    Rule,
)
from dotmac_manifests.analysis.reachability.ports import EVERY_PORT, RulePorts
from dotmac_manifests.analysis.reachability.unjudged import is_unjudged
from dotmac_manifests.analysis.services import Service, services_of
from dotmac_manifests.errors import InputError, Problem

UNJUDGED_GROUPS = ("policy.networking.k8s.io", "cilium.io", "crd.projectcalico.org")
"""API groups whose policies overrule or join those of Kubernetes; the engine knows none."""
_WIDE = 64  # members; more are never listed one by one


@dataclass(frozen=True, eq=False)
class Grant:
    """One rule as it concerns one pod: ``members`` are the classes it lets in or out, None all.

    ``policy`` and ``rule`` are None when no policy isolates the pod and all is open.
    """

    members: Members | None
    ports: RulePorts
    policy: Policy | None = None
    rule: Rule | None = None

    def admits(self, other: PodClass) -> bool:
        """Whether the class on the other side is meant."""
        return self.members is None or other.number in self.members

    @property
    def blocks(self) -> tuple[IpBlock, ...]:
        """The blocks of addresses among its peers."""
        peers = (self.rule.peers if self.rule else None) or ()
        return tuple(peer for peer in peers if isinstance(peer, IpBlock))

    @property
    def is_wide(self) -> bool:
        """Whether it admits so many that they are found from their own side."""
        return self.members is None or len(self.members) > _WIDE


@dataclass(frozen=True, eq=False)
class Flow:
    """What pods of one class may open at pods of another, or of the same."""

    source: PodClass
    destination: PodClass
    connections: Connections


_OPEN = (Grant(None, EVERY_PORT),)


class Reachability:
    """All that the policies of a cluster allow between its pods.

    ``evaluated`` counts the pairs of classes looked at so far. Raises InputError with every
    mistake of every policy.
    """

    def __init__(self, cluster: Cluster, options: Options | None = None) -> None:
        self.cluster = cluster
        self.options = options or Options()
        self.evaluated = 0
        self.policies = _policies(cluster)
        peers = PeerIndex(cluster, self.options)
        self._isolating: dict[tuple[str, int], list[Policy]] = {}
        self._grants: dict[tuple[str, int], list[Grant]] = {}
        for policy in self.policies:
            self._apply(policy, peers)
        self._backward, self._wide = self._reversed()
        self._shared: dict[tuple[frozenset[Members | None], tuple[int, ...]], tuple[int, ...]] = {}

    @cached_property
    def services(self) -> Mapping[tuple[str, str], Service]:
        """Services by namespace and name; raises InputError for malformed ones."""
        return services_of(self.cluster)

    @cached_property
    def hiding(self) -> Mapping[int, tuple[Service, ...]]:
        """Services that hide where connections come from, by the class that they lead to."""
        found: dict[int, tuple[Service, ...]] = {}
        for service in self.services.values():
            for pods in service.pods if service.hides_sources else ():
                found[pods.number] = (*found.get(pods.number, ()), service)
        return found

    @property
    def unjudged(self) -> tuple[Manifest, ...]:
        """Policies of other APIs, which may allow or deny more than what is said here."""
        return tuple(one for one in self.cluster.manifests if is_unjudged(one.ref))

    def isolating(self, direction: str, pods: PodClass) -> tuple[Policy, ...]:
        """The policies that isolate a class in a direction, `Ingress` or `Egress`."""
        return tuple(self._isolating.get((direction, pods.number), ()))

    def grants(self, direction: str, pods: PodClass) -> tuple[Grant, ...]:
        """What opens a direction for a class: rules, or being isolated by no policy."""
        if (direction, pods.number) not in self._isolating:
            return _OPEN
        return tuple(self._grants.get((direction, pods.number), ()))

    def side(self, direction: str, own: PodClass, other: PodClass) -> Connections:
        """What one side alone allows: the source's egress, or the destination's ingress."""
        key = (direction, own.number)
        if key not in self._isolating:
            return ALL
        destination = (other if direction == EGRESS else own).pod.ports
        number, found = other.number, NONE
        for grant in self._grants.get(key, ()):
            if grant.members is None or number in grant.members:
                found = union(found, grant.ports.at(destination))
        return found

    def connections(self, source: PodClass, destination: PodClass) -> Connections:
        """What pods of ``source`` may open at pods of ``destination``."""
        self.evaluated += 1
        out = self.side(EGRESS, source, destination)
        return NONE if out == NONE else intersection(out, self.side(INGRESS, destination, source))

    def flows(self) -> Iterator[Flow]:
        """Every pair with an open connection, sorted by source, then destination."""
        for source in self.cluster.classes:
            yield from self.flows_from(source)

    def flows_from(self, source: PodClass) -> Iterator[Flow]:
        """What pods of one class may open, sorted by destination; nothing is looked at ahead."""
        before = -1
        for number in merge(sorted(self._narrow(source)), self._open_to(source)):
            if number == before:
                continue
            before = number
            destination = self.cluster.classes[number]
            found = self.connections(source, destination)
            if found != NONE:
                yield Flow(source, destination, found)

    def _narrow(self, source: PodClass) -> set[int]:
        """Candidates that a narrow grant of either side names."""
        found: set[int] = set()
        inward = self._backward.get(source.number, set())
        for grant in self.grants(EGRESS, source):
            if not grant.is_wide:
                found.update(grant.members or ())
            elif inward:
                found.update(inward if grant.members is None else inward & grant.members)
        return found

    def _open_to(self, source: PodClass) -> tuple[int, ...]:
        """Candidates that wide grants of both sides name; alike for many sources."""
        out = frozenset(one.members for one in self.grants(EGRESS, source) if one.is_wide)
        if not out:
            return ()
        into = tuple(
            index
            for index, (members, _) in enumerate(self._wide)
            if members is None or source.number in members
        )
        found = self._shared.get((out, into))
        if found is None:
            inward = set().union(*(self._wide[index][1] for index in into))
            if None not in out:
                inward &= set().union(*(members for members in out if members is not None))
            found = self._shared[out, into] = tuple(sorted(inward))
        return found

    def _apply(self, policy: Policy, peers: PeerIndex) -> None:
        selected = peers.selected(policy.namespace, policy.pods)
        # The host's network is beyond what policies isolate.
        chosen = [one.number for one in selected if not one.pod.host_network]
        for direction, rules in policy.rules.items():
            for number in chosen:
                self._isolating.setdefault((direction, number), []).append(policy)
            for rule in rules if chosen else ():
                members = None if rule.peers is None else peers.union(policy.namespace, rule.peers)
                grant = Grant(members, rule.ports, policy, rule)
                for number in chosen:
                    self._grants.setdefault((direction, number), []).append(grant)

    def _reversed(self) -> tuple[Mapping[int, set[int]], list[tuple[Members | None, set[int]]]]:
        """Who lets a class in: by its number for narrow grants, by the members of wide ones."""
        backward: dict[int, set[int]] = {}
        wide: dict[Members | None, set[int]] = {}
        for destination in self.cluster.classes:
            for grant in self.grants(INGRESS, destination):
                if grant.is_wide:
                    wide.setdefault(grant.members, set()).add(destination.number)
                else:
                    for number in grant.members or ():
                        backward.setdefault(number, set()).add(destination.number)
        return backward, list(wide.items())


def _policies(cluster: Cluster) -> tuple[Policy, ...]:
    problems: list[Problem] = []
    parser = PolicyParser()
    found = [
        parser.parse(manifest, namespace_of(manifest), problems)
        for manifest in cluster.of_kind("networking.k8s.io", "NetworkPolicy")
    ]
    for manifest in cluster.of_kind("extensions", "NetworkPolicy"):
        remedy = "use networking.k8s.io/v1"
        problems.append(manifest.problem(("apiVersion",), "is no longer served", remedy))
    if problems:
        raise InputError(problems)
    return tuple(sorted(found, key=lambda policy: (policy.namespace, policy.name)))
