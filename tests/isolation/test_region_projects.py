"""Parts of a region; how they fit together is tested with the charts."""

from __future__ import annotations

import pytest

from dotmac_manifests.isolation.region_projects import glob, parts
from tests.fleet import seed_plan

REGIONS = seed_plan().regions


def _parts(region: str) -> dict[str, object]:
    found = parts(REGIONS[region], ("late.yaml",), "credentials.yaml", "edge-service.yaml")
    return {part.name: part for part in found}


def test_one_file_needs_no_braces() -> None:
    assert glob(["a.yaml"]) == "a.yaml"
    assert glob(["a.yaml", "b.yaml"]) == "{a.yaml,b.yaml}"


@pytest.mark.parametrize("region", tuple(REGIONS))
def test_the_control_plane_is_synced_where_it_lives(region: str) -> None:
    primary = REGIONS[region].spec.primary
    assert ("platform-admin" in _parts(region)) is primary
    assert ("secrets-engine" in _parts(region)) is primary


@pytest.mark.parametrize("region", tuple(REGIONS))
def test_only_an_ingress_controller_needs_our_load_balancer(region: str) -> None:
    assert ("edge-service" in _parts(region)) is (REGIONS[region].spec.edge.mode == "ingress")
