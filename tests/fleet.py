"""The repository's own fleet, planned once, for tests of what is built from a plan."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dotmac_manifests.kube.yaml_reader import read_document
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.fleet import Source
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.tenant import Tenant

if TYPE_CHECKING:
    from dotmac_manifests.emit.render import Rendered

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures"


@cache
def seed_plan() -> FleetPlan:
    """The plan of `platform.yaml`, `regions/` and `tenants/` of this repository."""
    return build_plan(load_fleet(ROOT))


@cache
def fixture_plan() -> FleetPlan:
    """One tenant of each shape, in the regions and plans of this repository."""
    fleet = load_fleet(ROOT)
    tenants: dict[str, Tenant] = {}
    sources: dict[str, Source] = {}
    for path in sorted((FIXTURES / "tenants").glob("*.yaml")):
        document = read_document(path.read_bytes(), f"tenants/{path.name}")
        tenants[path.stem] = Tenant.model_validate(document.value)
        sources[path.stem] = Source(document)
    return build_plan(replace(fleet, tenants=tenants, tenant_sources=sources))


@cache
def rendered_tenant(slug: str) -> Rendered:
    """All files of one fixture tenant."""
    from dotmac_manifests.emit.render import render
    from dotmac_manifests.emit.unit import units

    (unit,) = (unit for unit in units(fixture_plan()) if unit.tenant == slug)
    return render(unit)
