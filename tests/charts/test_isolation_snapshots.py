"""What bounds a tenant of each shape, as a reviewer reads it: every change shows up here."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.fleet import fixture_plan, rendered_tenant

REVIEWED = ("namespace.yaml", "isolation.yaml", "access.yaml", "grants.yaml", "edge.yaml")
SHAPES = tuple(fixture_plan().tenants)


@pytest.mark.parametrize("slug", SHAPES)
@pytest.mark.parametrize("name", REVIEWED)
def test_isolation(slug: str, name: str, snapshot: SnapshotAssertion) -> None:
    region = fixture_plan().tenants[slug].region.name
    files = rendered_tenant(slug).files
    assert files[f"{region}/tenants/{slug}/{name}"].decode() == snapshot


@pytest.mark.parametrize("slug", SHAPES)
def test_argo_cd_project(slug: str, snapshot: SnapshotAssertion) -> None:
    region = fixture_plan().tenants[slug].region.name
    assert rendered_tenant(slug).files[f"{region}/argocd/tenants/{slug}.yaml"].decode() == snapshot
