"""Where a schema takes any text: never where a judge would refuse one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from dotmac_manifests.analysis.load import load
from dotmac_manifests.analysis.schema import fits
from dotmac_manifests.analysis.schema_places import ITEM, Place, takes_any_text
from tests.fleet import ROOT

MINOR = "1.36"
STRANGE = (" ", "\n", "-", "ÿ€😀", "a" * 5_000, "null", "0", "1.5Gi", "http://x/?y=#z", "$(x)")


def _places(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _places(item, (*at, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _places(item, (*at, number))
    elif isinstance(value, str):
        yield at


def _with(body: Any, at: tuple[str | int, ...], text: str) -> Any:
    changed = deepcopy(body)
    node = changed
    for step in at[:-1]:
        node = node[step]
    node[at[-1]] = text
    return changed


@cache
def _bodies() -> dict[tuple[str, str], list[Any]]:
    """Some objects of each kind in `dist/`."""
    found: dict[tuple[str, str], list[Any]] = {}
    for manifest in load([ROOT / "dist"]):
        found.setdefault((manifest.ref.api_version, manifest.ref.kind), []).append(manifest.body)
    return {kind: bodies[:: max(1, len(bodies) // 3)] for kind, bodies in sorted(found.items())}


def _place(at: tuple[str | int, ...]) -> Place:
    return tuple(ITEM if isinstance(step, int) else step for step in at)


def test_where_any_text_is_taken_the_judge_takes_it() -> None:
    taken = asked = 0
    for kind, bodies in _bodies().items():
        places = {_place(at): (body, at) for body in bodies for at in _places(body)}
        asked += len(places)
        for place, (body, at) in places.items():
            if takes_any_text(*kind, MINOR, place):
                taken += 1
                for text in STRANGE:
                    assert fits(_with(body, at, text), kubernetes_minor=MINOR), (kind, at, text)
    assert asked > taken > asked // 2


@pytest.mark.parametrize(
    ("api_version", "kind", "place", "taken"),
    [
        ("v1", "ConfigMap", ("data", "anything"), True),
        ("v1", "ConfigMap", ("metadata", "labels", "anything"), True),
        ("v1", "ConfigMap", ("metadata", "name"), True),
        ("v1", "ConfigMap", ("metadata",), False),  # is no text
        ("v1", "ConfigMap", ("nothing",), False),
        ("apps/v1", "Deployment", ("spec", "template", "spec", "containers", ITEM, "image"), True),
        ("v1", "ResourceQuota", ("spec", "hard", "pods"), False),  # a quantity
        ("networking.k8s.io/v1", "NetworkPolicy", ("spec", "policyTypes", ITEM), True),
        ("argoproj.io/v1alpha1", "Application", ("spec", "project"), False),
        ("example.org/v1", "Unknown", ("metadata", "name"), False),
    ],
)
def test_what_the_schema_says_of_a_place(
    api_version: str, kind: str, place: Place, taken: bool
) -> None:
    assert takes_any_text(api_version, kind, MINOR, place) is taken
