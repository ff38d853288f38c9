"""Whatever people write, it is judged or refused; nothing ends in a traceback."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dotmac_manifests.analysis.cluster import build_clusters
from dotmac_manifests.analysis.load import load, parse
from dotmac_manifests.analysis.reachability.connectivity import connectivity, notes
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.errors import InputError, Problem
from tests.analysis.reachability.cases import text
from tests.fleet import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "manifests"
BODIES = [manifest.body for manifest in load([FOLDER])]
TEXTS = ("", "x", "10.0.0.0/8", "*", "80")
OTHERS = (
    None,
    True,
    False,
    1,
    0,
    -5,
    1.5,
    [],
    {},
    [1],
    ["x"],
    [None],
    [[]],
    [{}],
    {"a": 1},
    {"matchLabels": {}},
)
REMOVED = object()

Path = tuple[Any, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """The way to every part of a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from paths(item, (*path, key))


PLACES = [(index, path) for index, body in enumerate(BODIES) for path in paths(body)]


def judge(bodies: list[Any]) -> None:
    for cluster in build_clusters(parse(text(bodies))):
        engine = Reachability(cluster)
        connectivity(engine, ipv6=None)
        notes(engine)


def test_the_objects_themselves_are_judged() -> None:
    judge(BODIES)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from((*TEXTS, *OTHERS, REMOVED))),
        min_size=1,
        max_size=3,
    )
)
def test_nothing_ends_in_a_traceback(changes: list[tuple[tuple[int, Path], Any]]) -> None:
    bodies = copy.deepcopy(BODIES)
    for (index, path), value in changes:
        change(bodies[index], path, value)
    problems: tuple[Problem, ...] = ()
    try:
        judge(bodies)
    except InputError as error:
        problems = error.problems
    assert all(problem.line for problem in problems)


def change(body: Any, path: Path, value: Any) -> None:
    """Put a value somewhere, unless an earlier change took the place away."""
    for part in path[:-1]:
        try:
            body = body[part]
        except (KeyError, IndexError, TypeError):
            return
    if value is REMOVED:
        if isinstance(body, dict):
            body.pop(path[-1], None)
    elif isinstance(body, dict) or (isinstance(body, list) and path[-1] < len(body)):
        body[path[-1]] = value


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_both_readers_read_the_fixtures_alike(path: Any) -> None:
    from dotmac_manifests.kube.yaml_block import read_block
    from dotmac_manifests.kube.yaml_manifests import read_manifests

    content = path.read_text()
    found = read_block(content)
    assert found is None or found == [(p.line, p.value) for p in read_manifests(content, "x")]
