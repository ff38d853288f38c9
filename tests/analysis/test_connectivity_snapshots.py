"""Who can reach whom, for a tenant of each shape and for the platform, as a review shows it:
a line that appears was opened, a line that disappears was closed."""

from __future__ import annotations

from functools import cache

import pytest
from syrupy.assertion import SnapshotAssertion

from dotmac_manifests.analysis.cluster import build_clusters
from dotmac_manifests.analysis.load import Manifest, parse
from dotmac_manifests.analysis.reachability.connectivity import connectivity
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.unit import units
from dotmac_manifests.report.connections import FORMATS
from tests.fleet import fixture_places, fixture_plan, place_name, rendered_tenant

REGIONS = tuple(fixture_plan().regions)


@cache
def _platform(region: str) -> tuple[Manifest, ...]:
    """Everything of a region but its tenants."""
    found: list[Manifest] = []
    for unit in units(fixture_plan()):
        if unit.region == region and unit.tenant is None:
            for path, data in render(unit).files.items():
                if path.endswith(".yaml"):
                    found += parse(data.decode(), path)
    return tuple(found)


def _lines(manifests: tuple[Manifest, ...]) -> list[str]:
    (cluster,) = build_clusters(manifests)
    found = connectivity(Reachability(cluster))
    return FORMATS["text"](list(found)).splitlines()


@pytest.mark.parametrize("place", fixture_places(), ids=place_name)
def test_a_tenant_of_each_shape(place: tuple[str, str], snapshot: SnapshotAssertion) -> None:
    slug, region = place
    own = tuple(
        manifest
        for path, data in rendered_tenant(slug, region).files.items()
        if path.endswith(".yaml")
        for manifest in parse(data.decode(), path)
    )
    before = set(_lines(_platform(region)))
    added = [line for line in _lines((*_platform(region), *own)) if line not in before]
    assert "".join(f"- {line}\n" for line in added) == snapshot


@pytest.mark.parametrize("region", REGIONS)
def test_the_platform_of_each_region(region: str, snapshot: SnapshotAssertion) -> None:
    assert "".join(f"- {line}\n" for line in _lines(_platform(region))) == snapshot
