"""The repository's own fleet, planned once, for tests of what is built from a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from dotmac_manifests.kube.yaml_reader import read_document
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.region import Cdn, Dns, Region, Waf
from dotmac_manifests.spec.tenant import Lifecycle, Tenant

if TYPE_CHECKING:
    from dotmac_manifests.emit.rendered import Rendered

ROOT = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "fixtures"
GCP = "gcp-asia"
GATEWAY = "shape-gateway"


@cache
def seed_plan() -> FleetPlan:
    """The plan of `platform.yaml`, `regions/` and `tenants/` of this repository."""
    return build_plan(load_fleet(ROOT))


@cache
def fixture_plan() -> FleetPlan:
    """One tenant of each shape, in the regions and plans of this repository."""
    names = [path.stem for path in sorted((FIXTURES / "tenants").glob("*.yaml"))]
    return build_plan(_with_tenants(load_fleet(ROOT), names))


@cache
def suspended_plan(slug: str) -> FleetPlan:
    """One fixture tenant alone, suspended."""
    fleet = _with_tenants(load_fleet(ROOT), [slug])
    tenant = fleet.tenants[slug]
    lifecycle = Lifecycle(state="suspended", reason="maintenance")
    spec = tenant.spec.model_copy(update={"lifecycle": lifecycle})
    return build_plan(replace(fleet, tenants={slug: tenant.model_copy(update={"spec": spec})}))


@cache
def gcp_plan() -> FleetPlan:
    """The region `gcp-asia` alone, on Google Cloud and its DNS, with the tenant `shape-gateway`."""
    return build_plan(_gcp_fleet())


@cache
def cloudflare_plan() -> FleetPlan:
    """The same, with Cloudflare for DNS, CDN and firewall."""
    fleet = _gcp_fleet()
    region = fleet.regions[GCP]
    edge = region.spec.edge.model_copy(
        update={"cdn": Cdn(provider="cloudflare"), "waf": Waf(provider="cloudflare")}
    )
    changes = {"edge": edge, "dns": Dns(provider="cloudflare")}
    changed = region.model_copy(update={"spec": region.spec.model_copy(update=changes)})
    return build_plan(replace(fleet, regions={GCP: changed}))


def _gcp_fleet() -> Fleet:
    source = _source("regions", GCP)
    region = Region.model_validate(source.document.value)
    fleet = replace(load_fleet(ROOT), regions={GCP: region}, region_sources={GCP: source})
    return _with_tenants(fleet, [GATEWAY])


def _with_tenants(fleet: Fleet, names: Sequence[str]) -> Fleet:
    """``fleet`` with those fixture tenants in place of its own."""
    sources = {name: _source("tenants", name) for name in names}
    tenants = {
        name: Tenant.model_validate(source.document.value) for name, source in sources.items()
    }
    return replace(fleet, tenants=tenants, tenant_sources=sources)


def _source(folder: str, name: str) -> Source:
    path = FIXTURES / folder / f"{name}.yaml"
    return Source(read_document(path.read_bytes(), f"{folder}/{path.name}"))


def fixture_places() -> tuple[tuple[str, str], ...]:
    """Slug and region of every fixture tenant; of those that move, the region where they are not
    served, since they are like any other where they are."""
    plan = fixture_plan()
    found = {**plan.tenants, **plan.moving}
    return tuple((slug, tenant.region.name) for slug, tenant in sorted(found.items()))


def place_name(place: tuple[str, str]) -> str:
    """What a test calls one of `fixture_places`: the slug where the tenant is served."""
    slug, region = place
    return slug if fixture_plan().tenants[slug].region.name == region else f"{slug}-in-{region}"


@cache
def rendered_tenant(slug: str, region: str | None = None) -> Rendered:
    """All files of one fixture tenant, where it is served or in another region."""
    from dotmac_manifests.emit.render import render
    from dotmac_manifests.emit.unit import units

    home = region or fixture_plan().tenants[slug].region.name
    (unit,) = (unit for unit in units(fixture_plan()) if (unit.tenant, unit.region) == (slug, home))
    return render(unit)
