"""What a tenant runs: the files that its own Argo CD project syncs."""

from __future__ import annotations

from dotmac_manifests.components.edge import TenantEdge
from dotmac_manifests.components.fluent_bit import FluentBit
from dotmac_manifests.components.freeradius import FreeRadius
from dotmac_manifests.components.genieacs import GenieAcs
from dotmac_manifests.components.grafana import Grafana
from dotmac_manifests.components.isp_backend import CeleryWorkers, IspBackend, Migration
from dotmac_manifests.components.isp_ops_app import IspOpsApp, TenantConfig
from dotmac_manifests.components.mongodb import MongoDb
from dotmac_manifests.components.netbox import NetBox
from dotmac_manifests.components.postgres import Postgres
from dotmac_manifests.components.prometheus import Prometheus
from dotmac_manifests.components.redis import Redis
from dotmac_manifests.components.resource import ManifestFile, Owner
from dotmac_manifests.components.secret_store import PullSecret, SecretStore
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.components.tenant_smoke_test import TenantSmokeTest
from dotmac_manifests.components.wireguard import WireGuard
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan


def configuration(file: ManifestFile, plan: TenantPlan) -> None:
    """Settings, the door to the secret store, and credentials that several workloads share."""
    _store(file, plan, plan.namespace)
    TenantConfig(file, plan)
    name = "object-storage"
    external_secret(
        file,
        Owner(plan.namespace, name, "secrets", "1"),
        name,
        path=plan.secret_path(name),
        keys={"access-key": "access-key", "secret-key": "secret-key"},
    )


def data(file: ManifestFile, plan: TenantPlan) -> None:
    """Everything that keeps state, and its backups."""
    Postgres(file, plan)
    Redis(file, plan)
    MongoDb(file, plan)


def network_services(file: ManifestFile, plan: TenantPlan) -> None:
    """RADIUS, IPAM and TR-069."""
    FreeRadius(file, plan)
    NetBox(file, plan)
    GenieAcs(file, plan)


def application(file: ManifestFile, plan: TenantPlan) -> None:
    """The provider's own application."""
    Migration(file, plan)
    IspOpsApp(file, plan)
    IspBackend(file, plan)
    CeleryWorkers(file, plan)
    TenantSmokeTest(file, plan)


def monitoring(file: ManifestFile, plan: TenantPlan) -> None:
    """Metrics, dashboards, logs."""
    Prometheus(file, plan)
    Grafana(file, plan)
    FluentBit(file, plan)


def edge(file: ManifestFile, plan: TenantPlan) -> None:
    """How the outside gets in."""
    TenantEdge(file, plan)


def vpn(file: ManifestFile, plan: TenantPlan) -> None:
    """WireGuard, in its own namespace."""
    if plan.vpn_namespace and plan.whole:
        _store(file, plan, plan.vpn_namespace)
    WireGuard(file, plan)


def _store(file: ManifestFile, plan: TenantPlan, namespace: str) -> None:
    SecretStore(file, namespace, names.tenant_store_role(plan.slug), plan.region)
    PullSecret(file, namespace, plan.region, plan.secret_path("registry"))
