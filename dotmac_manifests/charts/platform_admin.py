"""Namespace `platform-admin`: the control plane of one environment, in its primary region."""

from __future__ import annotations

from collections.abc import Callable

from dotmac_manifests.components.backup_schedule import NightlyBackup
from dotmac_manifests.components.openbao import OpenBao
from dotmac_manifests.components.platform_app import PlatformApp
from dotmac_manifests.components.platform_config import PlatformConfig
from dotmac_manifests.components.platform_data import PlatformDatabase, PlatformRedis
from dotmac_manifests.components.platform_edge import PlatformEdge
from dotmac_manifests.components.platform_workers import PlatformMigration, PlatformWorkers
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.components.secret_store import PullSecret, SecretStore
from dotmac_manifests.isolation.access import DefaultAccount
from dotmac_manifests.isolation.namespace import Bounds, GuardedNamespace, foreign_priorities
from dotmac_manifests.isolation.policies import DefaultDeny, FlowPolicies
from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows import by_namespace
from dotmac_manifests.plan.model import ControlPlanePlan


def namespace(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """The namespace."""
    GuardedNamespace(file, plan.namespace, component="control-plane", minor=plan.region.minor)


def isolation(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """Default deny, this side of every flow, quota and limits."""
    DefaultDeny(file, plan.namespace)
    FlowPolicies(file, plan.namespace, by_namespace(plan.flows)[plan.namespace])
    Bounds(
        file,
        plan.namespace,
        plan.quota,
        plan.region.platform.ephemeral_storage,
        foreign_priorities(names.PLATFORM_PRIORITY),
    )


def access(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """The useless default account. The backend writes to Git and Argo CD applies, so that
    nothing here may change the cluster."""
    DefaultAccount(file, plan.namespace)


def grants(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """What other namespaces open or do for the control plane; the policies of the resolver's
    namespace are the cluster provider's business."""
    for other, flows in by_namespace(plan.flows).items():
        if other not in (plan.namespace, names.DNS_NAMESPACE):
            FlowPolicies(file, other, flows, prefix=f"{plan.namespace}-")
    days = plan.region.platform.backup.retention_days
    NightlyBackup(file, plan.namespace, [plan.namespace], retention_days=days)


def configuration(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """Settings, the door to the secret store, credentials."""
    SecretStore(file, plan.namespace, plan.namespace, plan.region)
    PullSecret(file, plan.namespace, plan.region, names.platform_secret_path("registry"))
    PlatformConfig(file, plan)


def data(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """Everything that keeps state but secrets."""
    PlatformDatabase(file, plan)
    PlatformRedis(file, plan)


def openbao(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """The secrets engine, which needs nothing that comes out of it."""
    OpenBao(file, plan)


def application(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """The platform's own application."""
    PlatformMigration(file, plan)
    PlatformApp(file, plan)
    PlatformWorkers(file, plan)


def edge(file: ManifestFile, plan: ControlPlanePlan) -> None:
    """How the outside gets in."""
    PlatformEdge(file, plan)


FILES: tuple[tuple[str, Callable[[ManifestFile, ControlPlanePlan], None]], ...] = (
    ("namespace.yaml", namespace),
    ("isolation.yaml", isolation),
    ("access.yaml", access),
    ("grants.yaml", grants),
    ("openbao.yaml", openbao),
    ("configuration.yaml", configuration),
    ("data.yaml", data),
    ("application.yaml", application),
    ("edge.yaml", edge),
)
"""File name to what fills it; a file in which nothing was put is not written."""
