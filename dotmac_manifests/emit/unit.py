"""The unit of rendering: one cdk8s App, a handful of files that follow from one decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dotmac_manifests.plan.model import ControlPlanePlan, FleetPlan, RegionPlan, TenantPlan

if TYPE_CHECKING:
    from dotmac_manifests.components.cdk import App
    from dotmac_manifests.components.resource import ManifestFile

PARTS = ("argocd", "cluster", "operators", "shared-services")
"""Units of every region; a primary one has the control plane's as well."""
CONTROL_PLANE = "platform-admin"

Charts = Callable[["App"], Iterator["ManifestFile"]]


@dataclass(frozen=True)
class Unit:
    """``name`` is `<region>/<part>` or `<region>/tenants/<slug>`; ``kubernetes`` its minor.

    ``inputs`` names the file that a reviewer of the rendered files should look at; ``words`` are
    what only this unit is called, so that what others have besides can be recognised.
    """

    name: str
    region: str
    tenant: str | None
    kubernetes: str
    inputs: str
    charts: Charts
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class _TenantCharts:
    """Imports the charts when they are built: the process that plans often builds none."""

    plan: TenantPlan

    def __call__(self, app: App) -> Iterator[ManifestFile]:
        from dotmac_manifests.charts.tenant import tenant_charts  # noqa: PLC0415 - settles the trees

        return tenant_charts(self.plan, app)


@dataclass(frozen=True)
class _PartCharts:
    """The same for a part of a region."""

    region: RegionPlan
    control_plane: ControlPlanePlan | None
    part: str

    def __call__(self, app: App) -> Iterator[ManifestFile]:
        from dotmac_manifests.charts.region import region_parts  # noqa: PLC0415 - settles the trees

        return dict(region_parts(self.region, self.control_plane))[self.part](app)


def units(plan: FleetPlan) -> Iterator[Unit]:
    """Every unit of the fleet: the parts of each region, then its tenants, by name."""
    for name, region in plan.regions.items():
        yield from _parts(region, plan.control_planes.get(name))
        for tenant in plan.tenants_of(name):
            yield Unit(
                f"{name}/tenants/{tenant.slug}",
                name,
                tenant.slug,
                region.minor,
                f"tenants/{tenant.slug}.yaml",
                _TenantCharts(replace(tenant)),  # what the copy works out goes with it
                _words(tenant),
            )


def _parts(region: RegionPlan, control_plane: ControlPlanePlan | None) -> Iterator[Unit]:
    name = region.name
    for part in (*PARTS, CONTROL_PLANE) if control_plane else PARTS:
        charts = _PartCharts(region, control_plane, part)
        yield Unit(f"{name}/{part}", name, None, region.minor, f"regions/{name}.yaml", charts)


def _words(tenant: TenantPlan) -> tuple[str, ...]:
    """What the tenant alone is called, each at its own place; empty where one is another's double.

    Slug, slug as databases spell it, subdomain, id, display name; its domains; its networks.
    """
    spec, slug = tenant.spec, tenant.slug
    found = (
        *(slug, slug.replace("-", "_"), spec.subdomain or "", spec.id, spec.display_name),
        *_places(spec.custom_domains, 4),
        *_places(spec.network.nas_cidrs, 8),
        *_places(spec.network.cpe_cidrs, 4),
    )
    return tuple(word if word not in found[:place] else "" for place, word in enumerate(found))


def _places(words: Sequence[str], count: int) -> tuple[str, ...]:
    return (*words[:count], *[""] * (count - len(words)))
