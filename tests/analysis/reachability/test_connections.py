"""Sets of connections behave as sets of protocol and port do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.analysis.reachability.connections import (
    ALL,
    NONE,
    PROTOCOLS,
    Connections,
    difference,
    intersection,
    of,
    union,
    union_of,
)

PORTS = (1, 2, 3, 4, 5, 79, 80, 81, 65533, 65534, 65535)


def members(found: Connections) -> set[tuple[str, int]]:
    """Which of PORTS are open."""
    return {
        (protocol, port)
        for protocol, ranges in found.by_protocol().items()
        for port in PORTS
        if any(first <= port <= last for first, last in ranges)
    }


ranges = st.tuples(st.sampled_from(PROTOCOLS), st.sampled_from(PORTS), st.sampled_from(PORTS)).map(
    lambda one: of(one[0], min(one[1:]), max(one[1:]))
)
sets = st.lists(ranges, max_size=5).map(union_of)


@given(sets, sets)
def test_algebra_is_that_of_sets(one: Connections, other: Connections) -> None:
    assert members(union(one, other)) == members(one) | members(other)
    assert members(intersection(one, other)) == members(one) & members(other)
    assert members(difference(one, other)) == members(one) - members(other)
    assert one.includes(other) == (intersection(one, other) == other)


@given(sets, sets, sets)
def test_equal_sets_are_equal_values(
    one: Connections, other: Connections, third: Connections
) -> None:
    assert union(one, union(other, third)) == union(union(third, one), other)
    assert difference(ALL, difference(ALL, one)) == one
    assert intersection(one, union(other, third)) == union(
        intersection(one, other), intersection(one, third)
    )


def test_neighbours_become_one_range() -> None:
    assert union(of("TCP", 1, 80), of("TCP", 81, 65535)) == of("TCP")


def test_text() -> None:
    found = union_of([of("UDP", 53, 53), of("TCP", 8000, 8010), of("TCP", 53, 53)])
    assert str(found) == "TCP 53,8000-8010, UDP 53"
    assert str(ALL) == "All Connections"
    assert str(NONE) == "No Connections"
