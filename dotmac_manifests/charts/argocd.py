"""Argo CD's own objects in a region; `root.yaml` is the one file that a person applies."""

from __future__ import annotations

from collections.abc import Callable

from dotmac_manifests.charts import cluster, operators
from dotmac_manifests.components.argo import Application, AppProject, Project, Source
from dotmac_manifests.components.argocd_settings import ArgoSettings
from dotmac_manifests.components.operator_chart import Settings
from dotmac_manifests.components.operators import OPERATORS
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.isolation.policies import DefaultDeny, FlowPolicies
from dotmac_manifests.isolation.project import RING
from dotmac_manifests.isolation.region_projects import Part, parts
from dotmac_manifests.isolation.rolling import RollingTenants
from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows import by_namespace
from dotmac_manifests.plan.flows_argocd import argocd_flows
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import namespaces_of

ROOT = "root"
CONTROL_PLANE = "platform-admin"
"""The application that takes releases; it is found by its ring, as the tenants' are."""
ROOT_KINDS = (
    ("", "ConfigMap"),
    ("", "ServiceAccount"),
    ("argoproj.io", "AppProject"),
    ("argoproj.io", "Application"),
    ("networking.k8s.io", "NetworkPolicy"),
)
ROLLING_KINDS = (("argoproj.io", "ApplicationSet"),)
"""Besides, where tenants sync ring by ring."""


def projects(file: ManifestFile, region: RegionPlan) -> None:
    """One project for each operator and each part of the region; and the default one, emptied,
    since an application that names no project would land there."""
    for part in _parts(region):
        AppProject(file, region, part.project(region))
    for operator in region.operators:
        chart = OPERATORS[operator]
        pinned = Settings(region, operator).chart
        AppProject(
            file,
            region,
            Project(
                name=_project(operator),
                description=f"Chart {pinned.chart}, and nothing else.",
                repositories=[pinned.repo_url],
                namespaces=[*namespaces_of(operator), *chart.elsewhere],
                kinds=[(kind[0], kind[1]) for kind in chart.kinds],
                cluster_kinds=chart.cluster_kinds,
            ),
        )
    AppProject(
        file,
        region,
        Project(
            name="default",
            description="Nothing may be deployed without a project of its own.",
            repositories=[],
            namespaces=[],
            kinds=[],
        ),
    )


def applications(file: ManifestFile, region: RegionPlan) -> None:
    """One application for each part and each operator's chart, in waves."""
    for part in _parts(region):
        Application(
            file,
            region,
            name=part.name,
            project=f"platform-{part.name}",
            source=part.source(region),
            namespace=part.namespaces[0],
            wave=part.wave,
            options=part.options,
            labels={RING: region.ring} if part.name == CONTROL_PLANE and region.ring else None,
        )
    for operator in region.operators:
        chart, settings = OPERATORS[operator], Settings(region, operator)
        Application(
            file,
            region,
            name=_project(operator),
            project=_project(operator),
            source=Source(
                repository=settings.chart.repo_url,
                revision=settings.chart.version,
                chart=settings.chart.chart,
                release_name=operator,
                values=chart.values(settings),
                kubernetes=f"{region.minor}.0",
                skip_crds=chart.skip_crds,
            ),
            namespace=namespaces_of(operator)[0],
            wave=chart.wave,
            injected=chart.injected,
        )
    if region.spec.delivery.rolling_sync:
        RollingTenants(file, region)


def settings(file: ManifestFile, region: RegionPlan) -> None:
    """How Argo CD itself behaves."""
    ArgoSettings(file, rolling=region.spec.delivery.rolling_sync)


def isolation(file: ManifestFile, region: RegionPlan) -> None:
    """Default deny and the flows of Argo CD's own namespace."""
    DefaultDeny(file, names.ARGOCD_NAMESPACE)
    flows = by_namespace(argocd_flows(region)).get(names.ARGOCD_NAMESPACE, ())
    FlowPolicies(file, names.ARGOCD_NAMESPACE, flows)


def root(file: ManifestFile, region: RegionPlan) -> None:
    """The application that keeps all of the above in sync, and the project that bounds it."""
    AppProject(
        file,
        region,
        Project(
            name=ROOT,
            description="Argo CD's own objects; no workload.",
            repositories=[region.platform.git.repo_url],
            namespaces=[names.ARGOCD_NAMESPACE],
            kinds=(*ROOT_KINDS, *(ROLLING_KINDS if region.spec.delivery.rolling_sync else ())),
        ),
    )
    Application(
        file,
        region,
        name=ROOT,
        project=ROOT,
        source=Source.folder(region, "argocd", recurse=True),
        namespace=names.ARGOCD_NAMESPACE,
        wave=0,
    )


def _parts(region: RegionPlan) -> tuple[Part, ...]:
    return tuple(
        parts(region, cluster.AFTER_OPERATORS, operators.CREDENTIALS, operators.EDGE_SERVICE)
    )


def _project(operator: str) -> str:
    return f"operator-{operator}"


FILES: tuple[tuple[str, Callable[[ManifestFile, RegionPlan], None]], ...] = (
    ("projects.yaml", projects),
    ("applications.yaml", applications),
    ("settings.yaml", settings),
    ("isolation.yaml", isolation),
)
"""File name, below `argocd/`, to what fills it."""
