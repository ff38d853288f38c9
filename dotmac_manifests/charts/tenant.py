"""A tenant's files: one chart each, in the order in which Argo CD needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dotmac_manifests.charts.tenant_base import access, grants, isolation, namespace
from dotmac_manifests.charts.tenant_workloads import (
    application,
    configuration,
    data,
    edge,
    monitoring,
    network_services,
    vpn,
)
from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.isolation.project import TenantProject, rolls
from dotmac_manifests.isolation.rolling import ROLLING, RollingTenant
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan

FILES: tuple[tuple[str, Callable[[ManifestFile, TenantPlan], None]], ...] = (
    ("namespace.yaml", namespace),
    ("isolation.yaml", isolation),
    ("access.yaml", access),
    ("grants.yaml", grants),
    ("configuration.yaml", configuration),
    ("data.yaml", data),
    ("network-services.yaml", network_services),
    ("application.yaml", application),
    ("monitoring.yaml", monitoring),
    ("edge.yaml", edge),
    ("vpn.yaml", vpn),
)
"""File name to what fills it; a file in which nothing was put is not written."""

STORING = frozenset((*names.BASE_FILES, "configuration.yaml", "data.yaml", "vpn.yaml"))
"""Files of a tenant that is not served here, but whose data is."""


def tenant_charts(plan: TenantPlan, app: App) -> Iterator[ManifestFile]:
    """All files of a tenant, its Argo CD project and applications included.

    Each is built when it is asked for, so that what was written need not be held any longer.
    """
    for name, fill in FILES:
        if not plan.whole and name not in STORING:
            continue
        file = ManifestFile(app, f"{plan.region.name}/tenants/{plan.slug}/{name}")
        fill(file, plan)
        yield file
    project = ManifestFile(app, f"{plan.region.name}/argocd/tenants/{plan.slug}.yaml")
    TenantProject(project, plan)
    yield project
    rolling = ManifestFile(app, f"{plan.region.name}/{ROLLING}/{plan.slug}.yaml")
    if rolls(plan):
        RollingTenant(rolling, plan)
    yield rolling
