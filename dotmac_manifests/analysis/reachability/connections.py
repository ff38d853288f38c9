"""Sets of connections: ranges of destination ports for each protocol, with their algebra."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

PROTOCOLS = ("TCP", "UDP", "SCTP")
LOWEST, HIGHEST = 1, 65535

Range = tuple[int, int]
"""First and last port, both included."""
Ranges = tuple[Range, ...]
"""Sorted, without overlap, and with a gap between any two."""


class Connections(NamedTuple):
    """Destination ports that are open; two sets are equal when they open the same."""

    tcp: Ranges = ()
    udp: Ranges = ()
    sctp: Ranges = ()

    def __str__(self) -> str:
        if self == ALL:
            return "All Connections"
        if self == NONE:
            return "No Connections"
        return ", ".join(f"{name} {_text(found)}" for name, found in self.by_protocol().items())

    def by_protocol(self) -> dict[str, Ranges]:
        """The ranges of each protocol that has any, in the order of PROTOCOLS."""
        return {name: found for name, found in zip(PROTOCOLS, self, strict=True) if found}

    def includes(self, other: Connections) -> bool:
        """Whether every connection of ``other`` is one of these."""
        return intersection(self, other) == other


def of(protocol: str, first: int = LOWEST, last: int = HIGHEST) -> Connections:
    """Ports ``first`` to ``last`` of a protocol, by default all."""
    return Connections(**{protocol.lower(): ((first, last),)})


NONE = Connections()
ALL = Connections(*(((LOWEST, HIGHEST),) for _ in PROTOCOLS))


@lru_cache(maxsize=65_536)
def union(one: Connections, other: Connections) -> Connections:
    """What either opens."""
    if one == ALL or other == NONE:
        return one
    return Connections(*(_merged((*a, *b)) for a, b in zip(one, other, strict=True)))


@lru_cache(maxsize=65_536)
def intersection(one: Connections, other: Connections) -> Connections:
    """What both open."""
    if one == ALL:
        return other
    return Connections(*(_common(a, b) for a, b in zip(one, other, strict=True)))


@lru_cache(maxsize=4_096)
def difference(one: Connections, other: Connections) -> Connections:
    """What the first opens and the second does not."""
    return Connections(*(_common(a, _gaps(b)) for a, b in zip(one, other, strict=True)))


def union_of(several: Iterable[Connections]) -> Connections:
    """What any of them opens."""
    found = NONE
    for one in several:
        found = union(found, one)
    return found


def _merged(ranges: Ranges) -> Ranges:
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return tuple(merged)


def _common(some: Ranges, others: Ranges) -> Ranges:
    return tuple(
        (max(first, start), min(last, end))
        for first, last in some
        for start, end in others
        if max(first, start) <= min(last, end)
    )


def _gaps(ranges: Ranges) -> Ranges:
    """The ports that are in none of the ranges."""
    edges = [LOWEST - 1, *(port for found in ranges for port in found), HIGHEST + 1]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple((end + 1, start - 1) for end, start in pairs if end + 1 < start)


def _text(ranges: Ranges) -> str:
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
