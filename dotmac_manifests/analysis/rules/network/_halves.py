"""Halves of paths between tenants: what one side's policies leave open towards another tenant.

A path needs two halves that fit: an egress half of one tenant and an ingress half of another, with
pods whose labels both admit and a port that both open. Pods are those that are known, and any that
could be made with labels that the halves ask for: what an operator will make is not known today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.cluster import NAME_LABEL
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.network import KnownPod
from dotmac_manifests.analysis.reachability.policy import DIRECTIONS, PodPeer, Policy
from dotmac_manifests.analysis.reachability.policy import Rule as PolicyRule
from dotmac_manifests.analysis.reachability.ports import EVERY_PORT, RulePorts
from dotmac_manifests.analysis.reachability.selectors import (
    DOES_NOT_EXIST,
    IN,
    NOT_IN,
    Labels,
    Selector,
)
from dotmac_manifests.analysis.rules.network._blocks import meets, zones_of

Names = frozenset[str]


@dataclass(frozen=True, eq=False)
class Half:
    """What one side leaves open; ``rule`` is None where no policy isolates the pods.

    ``targets`` are namespaces of other tenants, None all of them. ``others`` selects the pods of
    the far side. ``fixed`` is the one pod that the half is about, if it is only one.
    """

    namespace: str
    owner: str
    direction: str
    targets: Names | None
    others: Selector
    ports: RulePorts
    isolating: tuple[Policy, ...] = ()
    policy: Policy | None = None
    rule: PolicyRule | None = None
    fixed: KnownPod | None = None

    @property
    def selector(self) -> Selector:
        """Labels that pods on this side need."""
        return self.policy.pods if self.policy else Selector()

    def admits(self, labels: Labels) -> bool:
        """Whether a pod with these labels is on this side of the half."""
        if self.policy is not None:
            return self.policy.pods.matches(labels)
        return not any(policy.pods.matches(labels) for policy in self.isolating)

    def leads_to(self, namespace: str) -> bool:
        """Whether pods of a namespace may be on the other side."""
        return self.targets is None or namespace in self.targets


def halves(facts: Facts) -> Iterator[Half]:
    """Every half of every tenant."""
    reach = _Reach(facts)
    for namespace, owner in facts.owners.items():
        policies = facts.network.by_namespace.get(namespace, ())
        for direction in DIRECTIONS:
            isolating = tuple(policy for policy in policies if direction in policy.rules)
            if all(policy.pods.requirements for policy in isolating):
                yield Half(namespace, owner, direction, None, Selector(), EVERY_PORT, isolating)
            for pod in facts.network.pods_in.get(namespace, ()):
                if pod.facts.host_network:
                    yield Half(namespace, owner, direction, None, Selector(), EVERY_PORT, fixed=pod)
            for policy in isolating:
                for rule in policy.rules[direction]:
                    for targets, others in reach.of(rule, owner):
                        yield Half(
                            namespace,
                            owner,
                            direction,
                            targets,
                            others,
                            rule.ports,
                            isolating,
                            policy,
                            rule,
                        )


def witness(facts: Facts, one: Half, other: Half) -> tuple[Labels, KnownPod | None] | None:
    """A pod on ``one``'s side that the other half means too: a known one, or labels of one."""
    if one.fixed is not None:
        fits = other.others.matches(one.fixed.facts.labels)
        return (one.fixed.facts.labels, one.fixed) if fits else None
    for pod in facts.network.pods_in.get(one.namespace, ()):
        if one.admits(pod.facts.labels) and other.others.matches(pod.facts.labels):
            return pod.facts.labels, pod
    labels = _labels(one.selector, other.others)
    fits = labels is not None and one.admits(labels) and other.others.matches(labels)
    return (labels, None) if fits and labels is not None else None


class _Reach:
    """Which other tenants' namespaces a rule means; wordings are looked at once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._zones = zones_of(facts.site)
        self._known: dict[Selector, Names] = {}
        self._inner: set[int] = set()
        self._labels: Mapping[str, Labels] = {
            name: {**mapping(found.body, "metadata", "labels"), NAME_LABEL: name}
            for name, found in facts.namespaces.items()
        }

    def of(self, rule: PolicyRule, owner: str) -> Iterator[tuple[Names | None, Selector]]:
        """Namespaces, None for all, and the pods in them."""
        # Rules within a namespace are most of all, and tenants share their wording.
        if id(rule) in self._inner:
            return
        if rule.peers is not None and all(
            isinstance(peer, PodPeer) and peer.namespaces is None for peer in rule.peers
        ):
            self._inner.add(id(rule))
            return
        if rule.peers is None:
            yield None, Selector()
        for peer in rule.peers or ():
            if not isinstance(peer, PodPeer):
                if meets(peer, self._zones.cluster):
                    yield None, Selector()
            elif peer.namespaces is not None:
                owners = self._facts.owners
                spaces = self._spaces(peer.namespaces)
                foreign = frozenset(space for space in spaces if owners[space] != owner)
                if foreign:
                    yield foreign, peer.pods

    def _spaces(self, selector: Selector) -> Names:
        found = self._known.get(selector)
        if found is None:
            exact = (values for key, values in selector.exact() if key == NAME_LABEL)
            named = next(exact, None)
            owners = self._facts.owners
            near = owners.keys() if named is None else named & owners.keys()
            found = frozenset(space for space in near if self._may_match(selector, space))
            self._known[selector] = found
        return found

    def _may_match(self, selector: Selector, space: str) -> bool:
        """Labels of a namespace that nobody gave may be anything, but for its name."""
        labels = self._labels.get(space)
        if labels is not None:
            return selector.matches(labels)
        own = {NAME_LABEL: space}
        return all(one.holds(own) for one in selector.requirements if one.key == NAME_LABEL)


def _labels(*selectors: Selector) -> Labels | None:
    """The fewest labels that could meet all selectors; None if none can."""
    wanted: dict[str, set[str] | None] = {}
    requirements = tuple(chain.from_iterable(one.requirements for one in selectors))
    for one in requirements:
        if one.operator in (NOT_IN, DOES_NOT_EXIST):
            continue
        values = wanted.get(one.key)
        if one.operator == IN:
            wanted[one.key] = set(one.values) if values is None else values & one.values
        else:
            wanted.setdefault(one.key, None)
    labels: dict[str, str] = {}
    for key, values in wanted.items():
        refused = {
            value
            for one in requirements
            if one.key == key and one.operator == NOT_IN
            for value in one.values
        }
        free = {"x" * (len(max(refused, key=len, default="")) + 1)} if values is None else values
        left = sorted(free - refused)
        if not left:
            return None
        labels[key] = left[0]
    return labels if all(one.holds(labels) for one in requirements) else None
