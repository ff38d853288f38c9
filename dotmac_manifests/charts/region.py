"""A region's parts: each its own App, its own folder of `dist/`, its own Argo CD application."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from dotmac_manifests.charts import argocd, cluster, platform_admin, shared_services
from dotmac_manifests.charts.operators import operator_files
from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.plan.model import ControlPlanePlan, RegionPlan

Plan = TypeVar("Plan", RegionPlan, ControlPlanePlan)
Files = Sequence[tuple[str, Callable[[ManifestFile, Plan], None]]]
Charts = Callable[[App], Iterator[ManifestFile]]


def region_parts(
    region: RegionPlan, control_plane: ControlPlanePlan | None
) -> Iterator[tuple[str, Charts]]:
    """Name of each part, which is its folder, and what builds its charts."""
    inside = tuple((f"argocd/{name}", fill) for name, fill in argocd.FILES)
    yield "argocd", partial(_build, (*inside, ("root.yaml", argocd.root)), region, region.name)
    parts: tuple[tuple[str, Files[RegionPlan]], ...] = (
        ("cluster", cluster.FILES),
        ("operators", operator_files(region)),
        ("shared-services", shared_services.FILES),
    )
    for part, files in parts:
        yield part, partial(_build, files, region, f"{region.name}/{part}")
    if control_plane is not None:
        folder = f"{region.name}/platform-admin"
        yield "platform-admin", partial(_build, platform_admin.FILES, control_plane, folder)


def _build(
    files: Sequence[tuple[str, Callable[[ManifestFile, Plan], None]]],
    plan: Plan,
    folder: str,
    app: App,
) -> Iterator[ManifestFile]:
    for name, fill in files:
        file = ManifestFile(app, f"{folder}/{name}")
        fill(file, plan)
        yield file
