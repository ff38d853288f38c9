"""The same change in many tenants is one group, and nothing is lost by it."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotmac_manifests.analysis.differences.groups import Count, grouped, summary
from tests.differences import changes, fleet, release_and_suspension, tenant, told

SLUGS = ("acme", "bolt", "calm", "us")


def test_a_release_is_one_change_for_all_its_tenants(tmp_path: Path) -> None:
    groups = release_and_suspension(tmp_path).groups
    assert [(told([group.shown])[0], group.places) for group in groups] == [
        (f"changed {title}", (("us-east-1", "acme"), ("us-east-1", "bolt")))
        for title in ("ConfigMap tenant-acme/isp-backend", "Deployment tenant-acme/isp-backend")
    ] + [
        ("removed Ingress tenant-calm/isp", (("us-east-1", "calm"),)),
        ("changed Deployment tenant-calm/isp-backend", (("us-east-1", "calm"),)),
    ]


def test_what_comes_is_the_same_in_two_regions(tmp_path: Path) -> None:
    regions = ("eu-west-1", "us-east-1")
    old = {k: v for name in regions for k, v in fleet(region=name).items()}
    new = {
        path: text
        for name, slug in zip(regions, ("acme", "bolt"), strict=True)
        for path, text in fleet(tenant(slug), region=name).items()
    }
    found = changes(tmp_path, old, new)
    assert len(found) == 12
    assert [len(group.changes) for group in grouped(found)] == [2] * 6
    counts = summary(found)
    assert counts.total == Count(added=12)
    assert counts.regions == dict.fromkeys(regions, Count(added=6))
    assert counts.places == {(regions[0], "acme"): Count(6), (regions[1], "bolt"): Count(6)}
    assert counts.kinds["NetworkPolicy"] == Count(added=2)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("host: acme.example.com", "host: bolt.example.com", True),
        ("host: acme.example.com", "host: acme.example.com", False),
        ("x: acmeish", "x: boltish", False),
        ('config-checksum: "ab12345678"', 'config-checksum: "cd87654321"', True),
        ('config-name: "ab12345678"', 'config-name: "cd87654321"', False),
        ("t: |\n    a\n    acme\n    1", "t: |\n    a\n    bolt\n    1", True),
        ("t: |\n    of acme\n    1", "t: |\n    of others\n    1", True),
        ("t: |\n    a\n    acme\n    1", "t: |\n    a\n    bolt\n    2", False),
    ],
)
def test_what_is_the_same(tmp_path: Path, one: str, other: str, same: bool) -> None:
    body = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c, namespace: tenant-{}}}\ndata:\n"
    sets: list[dict[str, str]] = [{}, {}]
    for slug, line in (("acme", one), ("bolt", other)):
        old = "\n".join(line.split("\n")[:-1]) if "\n" in line else ""
        for files, text in zip(sets, (old, line), strict=True):
            files[f"{slug}.yaml"] = f"{body.format(slug)}  n: 1\n  {text}\n"
    assert len(grouped(changes(tmp_path, *sets))) == (1 if same else 2)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_change_is_in_one_group(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    states = st.none() | st.tuples(st.sampled_from(["v1", "v2"]), st.integers(0, 2))
    sets = []
    for _ in range(2):
        drawn = {slug: data.draw(states) for slug in SLUGS}
        sets.append(fleet(*(tenant(slug, *state) for slug, state in drawn.items() if state)))
    found = changes(tmp_path_factory.mktemp("sets"), *sets)
    groups = grouped(found)
    inside = list(chain.from_iterable(group.changes for group in groups))
    assert sorted(map(id, inside)) == sorted(map(id, found))
    for group in groups:
        assert len({(one.action, one.ref.kind, len(one.fields)) for one in group.changes}) == 1
    total = summary(found).total
    assert total.added + total.changed + total.removed == len(found)
