"""Rules judge what is malformed, too: whatever stands in a field, they never fail."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters, verify
from tests.analysis.rules.judge import committed

JUNK: tuple[Any, ...] = (
    None,
    1,
    -1,
    1.5,
    True,
    "x",
    "",
    [],
    {},
    [1],
    [None],
    {"a": 1},
    [{}],
    [[1]],
)
KEPT = (("apiVersion",), ("kind",), ("metadata",), ("metadata", "name"), ("metadata", "namespace"))
"""Fields without which the loader would not let an object pass."""
EDITED = 250
Path = tuple[str | int, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every field below a value."""
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from paths(child, (*path, key))


def junked(found: list[Manifest], random: Random) -> None:
    """Put something into one field of many objects, of every kind that there is."""
    order = random.sample(range(len(found)), len(found))
    first = {found[index].ref.kind: index for index in order}
    for index in {*first.values(), *order[:EDITED]}:
        body = deepcopy(found[index].body)
        choices = [each for each in paths(body) if each not in KEPT]
        if choices:
            *way, last = random.choice(choices)
            parent: Any = body
            for part in way:
                parent = parent[part]
            parent[last] = deepcopy(random.choice(JUNK))
            found[index] = replace(found[index], body=body, is_json=False)


@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-1"])
@pytest.mark.parametrize("seed", range(6))
def test_no_value_of_any_field_stops_a_rule(seed: int, region: str) -> None:
    found = [one for one in committed() if one.cluster.endswith(f"dist/{region}")]
    junked(found, Random(seed))
    fleet = clusters(found, Site())
    stopped = {}
    for rule in RULES.values():
        try:
            assert all(finding.message for finding in verify(fleet, [rule]))
        except Exception as error:
            stopped[rule.id] = repr(error)
    assert stopped == {}
