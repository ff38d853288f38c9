"""What bounds a tenant of each shape, as a reviewer reads it: every change shows up here."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.fleet import fixture_places, place_name, rendered_tenant

REVIEWED = ("namespace.yaml", "isolation.yaml", "access.yaml", "grants.yaml", "edge.yaml")


@pytest.mark.parametrize("place", fixture_places(), ids=place_name)
@pytest.mark.parametrize("name", REVIEWED)
def test_isolation(place: tuple[str, str], name: str, snapshot: SnapshotAssertion) -> None:
    slug, region = place
    found = rendered_tenant(slug, region).files.get(f"{region}/tenants/{slug}/{name}")
    assert (found.decode() if found else "no such file") == snapshot


@pytest.mark.parametrize("place", fixture_places(), ids=place_name)
def test_argo_cd_project(place: tuple[str, str], snapshot: SnapshotAssertion) -> None:
    slug, region = place
    found = rendered_tenant(slug, region).files[f"{region}/argocd/tenants/{slug}.yaml"]
    assert found.decode() == snapshot
