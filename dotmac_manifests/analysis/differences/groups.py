"""The same change in many places is one thing to read: groups, and how much there is of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dotmac_manifests.analysis.differences.change import Action, Change

Place = tuple[str, str]
"""A region and a tenant in it; the tenant is empty for the platform's own."""


@dataclass(frozen=True)
class Group:
    """Changes that are the same but for the words of their tenant and region."""

    changes: tuple[Change, ...]

    @property
    def shown(self) -> Change:
        """The one that stands for all."""
        return self.changes[0]

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the change is, in order, each place once."""
        return places(self.changes)


@dataclass(frozen=True)
class Count:
    """Objects by what became of them."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @classmethod
    def of(cls, changes: Iterable[Change]) -> Count:
        """Count the objects of some changes."""
        found = dict.fromkeys(Action, 0)
        for change in changes:
            found[change.action] += 1
        return cls(found[Action.added], found[Action.changed], found[Action.removed])


@dataclass(frozen=True)
class Summary:
    """How much differs: in all, by region, by place, by kind; what does not differ has no entry."""

    total: Count
    regions: Mapping[str, Count]
    places: Mapping[Place, Count]
    kinds: Mapping[str, Count]


def places(changes: Iterable[Change]) -> tuple[Place, ...]:
    """Where changes are, in order, each place once."""
    return tuple(sorted({(change.region, change.tenant) for change in changes}))


def grouped(changes: Iterable[Change]) -> tuple[Group, ...]:
    """Every change in exactly one group, in the order of the first of each."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.likeness, []).append(change)
    return tuple(Group(tuple(group)) for group in found.values())


def summary(changes: Iterable[Change]) -> Summary:
    """Count what differs."""
    every = tuple(changes)
    regions: dict[str, list[Change]] = {}
    by_place: dict[Place, list[Change]] = {}
    kinds: dict[str, list[Change]] = {}
    for change in every:
        regions.setdefault(change.region, []).append(change)
        by_place.setdefault((change.region, change.tenant), []).append(change)
        kinds.setdefault(change.ref.kind, []).append(change)
    return Summary(
        Count.of(every),
        {name: Count.of(regions[name]) for name in sorted(regions)},
        {place: Count.of(by_place[place]) for place in sorted(by_place)},
        {name: Count.of(kinds[name]) for name in sorted(kinds)},
    )
