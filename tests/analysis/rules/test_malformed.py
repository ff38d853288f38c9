"""Rules judge what is malformed, too: whatever stands in a field, they never fail."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any

import pytest

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
NAMESPACES = ("tenant-fast-fiber", "tenant-fast-fiber-vpn", "platform-admin", "velero", "")
FIELDS = ("spec", "metadata", "value", "globalDefault")
ADDRESS = (("metadata",), ("metadata", "name"), ("metadata", "namespace"))
JUDGED = [rule for rule in RULES.values() if rule.group in "CGHQ"]
Path = tuple[str | int, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every field below a value."""
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            yield from paths(child, (*path, key))


@pytest.mark.parametrize("seed", range(12))
def test_no_value_of_any_field_stops_a_rule(seed: int) -> None:
    random = Random(seed)
    found = [
        manifest
        for manifest in committed()
        if manifest.cluster.endswith("dist/us-east-1")
        and manifest.ref.namespace in NAMESPACES
        and manifest.ref.kind != "NetworkPolicy"
    ]
    for index in random.sample(range(len(found)), 40):
        body = deepcopy(found[index].body)
        choices = [each for each in paths(body) if each[0] in FIELDS and each not in ADDRESS]
        if choices:
            *way, last = random.choice(choices)
            parent: Any = body
            for part in way:
                parent = parent[part]
            parent[last] = deepcopy(random.choice(JUNK))
            found[index] = replace(found[index], body=body)
    for finding in verify(clusters(found, Site()), JUDGED):
        assert finding.message
