"""What rendering is held to, and how far it gets there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.speed import own
from benchmarks.speed.peers import (
    CDK8S_JS,
    CDK8S_PYTHON,
    FLOOR,
    HELM,
    JINJA,
    JUDGED,
    KUSTOMIZE,
)
from benchmarks.speed.process import Cost
from benchmarks.speed.results import Results

THOUSAND, TEN_THOUSAND = 1_000, 10_000
FLOORS = 10
LINEAR = 1.2
"""A tenant of ten thousand may cost this many times what one of a thousand does."""

_AHEAD = (
    (JINJA, 1),
    (JUDGED, 1),
    (CDK8S_JS, 5),
    (HELM, 20),
    (CDK8S_PYTHON, 20),
    (KUSTOMIZE, 20),
)
_WAITS = (
    (own.NOTHING, THOUSAND, 100),
    (own.NOTHING, TEN_THOUSAND, 300),
    (own.TENANT, THOUSAND, 200),
    (own.TENANT, TEN_THOUSAND, 500),
    (own.WATCHED, THOUSAND, 200),
    (own.WATCHED, TEN_THOUSAND, 500),
    (own.HELP, None, 150),
    (own.VALIDATE, None, 400),
)
"""Run, tenants, milliseconds."""


@dataclass(frozen=True)
class Target:
    """``met`` is None when this run did not measure what is asked."""

    asked: str
    found: str
    met: bool | None


def targets(results: Results) -> Iterator[Target]:
    """Every target, met or not."""
    at = f"at {results.peer_tenants:,} tenants, cold"
    ours = results.ours().each
    for name, times in _AHEAD:
        asked = f"ahead of {name}" if times == 1 else f"{times} x ahead of {name}"
        yield _target(f"{at}: {asked}", _ratio(results.each(name), ours), "{:.1f} x", least=times)
    above = _ratio(ours, results.each(FLOOR))
    yield _target(f"{at}: at most {FLOORS} x the floor", above, "{:.1f} x", most=FLOORS)
    some, many = (results.cost(own.COLD, count) for count in (THOUSAND, TEN_THOUSAND))
    growth = many.wall / some.wall * THOUSAND / TEN_THOUSAND if some and many else None
    asked = f"linear: a tenant of 10,000 costs at most {LINEAR} x one of 1,000"
    yield _target(asked, growth, "{:.2f} x", most=LINEAR)
    asked = "at 10,000 tenants, cold: all processes hold at most 1 GB"
    yield _target(asked, many.memory / 1e9 if many else None, "{:.2f} GB", most=1)
    for run, count, most in _WAITS:
        cost = results.cost(run, count)
        where = f"at {count:,} tenants, " if count else ""
        found = cost.wall * 1000 if cost else None
        yield _target(f"{where}{run}: at most {most} ms", found, "{:.0f} ms", most=most)


def _ratio(one: Cost | None, other: Cost | None) -> float | None:
    return one.wall / other.wall if one and other else None


def _target(
    asked: str, found: float | None, form: str, *, least: float = 0, most: float = math.inf
) -> Target:
    if found is None:
        return Target(asked, "not measured", None)
    return Target(asked, form.format(found), least <= found <= most)
