"""The unit of rendering: one cdk8s App, a handful of files that follow from one decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.plan.model import FleetPlan

Charts = Callable[[App], tuple[ManifestFile, ...]]


@dataclass(frozen=True)
class Unit:
    """``name`` is `<region>/<part>` or `<region>/tenants/<slug>`; ``kubernetes`` its minor.

    ``inputs`` names the file that a reviewer of the rendered files should look at.
    """

    name: str
    region: str
    tenant: str | None
    kubernetes: str
    inputs: str
    charts: Charts


def units(plan: FleetPlan) -> Iterator[Unit]:
    """Every unit of the fleet: the parts of each region, then its tenants, by name."""
    from dotmac_manifests.charts.region import region_parts  # noqa: PLC0415 - starts Node
    from dotmac_manifests.charts.tenant import tenant_charts  # noqa: PLC0415 - starts Node

    for name, region in plan.regions.items():
        for part, charts in region_parts(region, plan.control_planes.get(name)):
            yield Unit(f"{name}/{part}", name, None, region.minor, f"regions/{name}.yaml", charts)
        for tenant in plan.tenants_of(name):
            yield Unit(
                f"{name}/tenants/{tenant.slug}",
                name,
                tenant.slug,
                region.minor,
                f"tenants/{tenant.slug}.yaml",
                tenant_charts(tenant),
            )
