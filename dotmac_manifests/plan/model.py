"""The plan: every decision about the fleet as frozen data, without any Kubernetes object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dotmac_manifests.plan import names
from dotmac_manifests.plan.approvals import Approvals
from dotmac_manifests.plan.flows import Flow, by_namespace
from dotmac_manifests.plan.flows_tenant import TenantTraffic
from dotmac_manifests.spec.platform import PlatformSpec
from dotmac_manifests.spec.region import RegionSpec
from dotmac_manifests.spec.sizes import Bounds
from dotmac_manifests.spec.tenant import TenantSpec

Mode = Literal["running", "paused", "data-only", "remains"]
"""How much of a tenant runs: everything; nothing, with a maintenance page at the edge; only its
databases, without an edge; nothing, with only the data and its walls left."""


@dataclass(frozen=True)
class WorkloadSize:
    """Size of one workload; amounts are Kubernetes resource names to quantities."""

    replicas: int
    max_replicas: int
    requests: Mapping[str, str]
    limits: Mapping[str, str]
    storage: str | None = None

    @property
    def autoscaled(self) -> bool:
        """Whether a HorizontalPodAutoscaler owns the number of replicas."""
        return self.max_replicas > self.replicas > 0

    @property
    def resources(self) -> dict[str, dict[str, str]]:
        """The container's `resources` field."""
        return {"requests": dict(self.requests), "limits": dict(self.limits)}


@dataclass(frozen=True)
class QuotaPlan:
    """Hard limits of one namespace and the bounds of its containers."""

    hard: Mapping[str, str]
    bounds: Bounds


@dataclass(frozen=True)
class RegionPlan:
    """One cluster, with the platform's part in it."""

    name: str
    spec: RegionSpec
    platform: PlatformSpec
    cluster_ranges: tuple[str, ...]
    edge_namespace: str
    images: Mapping[str, str]
    operators: tuple[str, ...]
    shared_sizes: Mapping[str, WorkloadSize]
    shared_quota: QuotaPlan
    ring: str | None
    """Ring of the control plane that runs here."""
    rings: tuple[str, ...]
    """In the order in which tenants sync; none where they all sync at once."""
    flows: tuple[Flow, ...]

    @property
    def minor(self) -> str:
        """Kubernetes minor version, e.g. `1.36`."""
        return self.spec.cluster.kubernetes_version

    @property
    def registry(self) -> str:
        """Registry that this region's nodes pull from."""
        return self.spec.registry_mirror or self.platform.registry

    @property
    def secret_server(self) -> str:
        """URL of the secret store as pods of this cluster reach it."""
        local = f"https://openbao.{names.PLATFORM_NAMESPACE}.svc:8200"
        return self.spec.secret_store.server or local

    @property
    def object_storage_url(self) -> str:
        """S3 endpoint of this region.

        The one inside the cluster speaks plain HTTP: only the pods that a NetworkPolicy names
        reach it, requests are signed, and the pod network's own encryption covers the wire, whereas
        TLS would need a private authority inside every client's trust store.
        """
        local = f"http://object-storage.{names.SHARED_NAMESPACE}.svc:9000"
        return self.spec.object_storage.endpoint or local

    @property
    def admin_host(self) -> str:
        """Host of the control plane of this region's environment."""
        domains = self.platform.domains
        return domains.admin if self.spec.environment == "production" else domains.admin_staging


@dataclass(frozen=True)
class ControlPlanePlan:
    """The control plane of one environment; it lives in that environment's primary region."""

    region: RegionPlan
    ring: str
    release: str
    images: Mapping[str, str]
    sizes: Mapping[str, WorkloadSize]
    quota: QuotaPlan
    flows: tuple[Flow, ...]

    namespace: str = names.PLATFORM_NAMESPACE


@dataclass(frozen=True)
class DatabasePlan:
    """The tenant's PostgreSQL: `mode` is cnpg, statefulset or external."""

    mode: str
    host: str
    name: str
    storage: str
    instances: int
    """Number of servers, whether they run or the tenant is suspended."""
    roles: Mapping[str, str]
    """Component to database role."""
    databases: Mapping[str, str]
    """Component to the database it uses; FreeRADIUS reads the backend's."""


@dataclass(frozen=True)
class TenantPlan:
    """One tenant with everything decided."""

    slug: str
    spec: TenantSpec
    region: RegionPlan
    mode: Mode
    removable: bool
    """Whether namespace and claims may go, once a person confirms it to Argo CD."""
    ring: str
    release: str
    images: Mapping[str, str]
    sizes: Mapping[str, WorkloadSize]
    quota: QuotaPlan
    vpn_quota: QuotaPlan | None
    database: DatabasePlan
    host: str
    features: frozenset[str]
    retention_days: int
    local_platform: bool
    """Whether the control plane runs in the same cluster."""

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """All traffic that it takes part in; made once it is asked for, as half of planning is."""
        return TenantTraffic(
            slug=self.slug,
            spec=self.spec,
            region=self.region,
            database_mode=self.database.mode,
            workloads=self._senders,
            local_platform=self.local_platform,
        ).flows()

    @cached_property
    def flows_by_namespace(self) -> Mapping[str, tuple[Flow, ...]]:
        """The same for each namespace that needs a policy for them."""
        return by_namespace(self.flows)

    @property
    def _senders(self) -> frozenset[str]:
        """Workloads and jobs whose pods take part in traffic. Of those that do not run for the
        time being the policies stay; of a VPN that is left behind only the claim does."""
        found = {*self.sizes, "mongodb-backup", "mongodb-init"}
        dumped = self.database.mode == "statefulset"
        if dumped:
            found |= {"postgres-backup", "postgres-init"}
        if self.whole:
            found.add("isp-backend-migrate")
        else:
            found.discard("wireguard")
        if self.whole and not self.spec.canary:
            found.add("smoke-test")
        if self.final_backup and self.storing:
            found |= {"mongodb-final-backup", *(["postgres-final-backup"] if dumped else [])}
        return frozenset(found)

    @property
    def namespace(self) -> str:
        """Namespace of the workloads."""
        return names.tenant_namespace(self.slug)

    @property
    def vpn_namespace(self) -> str | None:
        """Namespace of WireGuard, when the tenant has a VPN."""
        return names.vpn_namespace(self.slug) if self.spec.network.vpn else None

    @property
    def hosts(self) -> tuple[str, ...]:
        """Public hosts: the platform's one first, then the custom domains."""
        return (self.host, *self.spec.custom_domains)

    @property
    def claimed_hosts(self) -> tuple[str, ...]:
        """Hosts that its namespace may claim at the edge; none where it is not served, so that
        two clusters never answer for one host."""
        if not self.whole:
            return ()
        remote = () if self.local_platform else (names.control_plane_host(self.host),)
        return (*self.hosts, *remote)

    @property
    def bucket(self) -> str:
        """S3 bucket."""
        return names.tenant_bucket(self.region.name, self.slug)

    @property
    def serving(self) -> bool:
        """Whether the tenant's users are served."""
        return self.mode == "running"

    @property
    def whole(self) -> bool:
        """Whether all of it stands, be it at zero; otherwise only its data and its walls do."""
        return self.mode in ("running", "paused")

    @property
    def storing(self) -> bool:
        """Whether its databases run."""
        return self.mode in ("running", "data-only")

    @property
    def final_backup(self) -> bool:
        """Whether the last backup of a tenant that leaves is to be taken, or was."""
        return self.spec.lifecycle.stage in ("final-backup", "drained", "removable")

    @property
    def priority_class(self) -> str:
        """PriorityClass of every pod of the tenant."""
        return names.tenant_priority(self.spec.plan)

    def has(self, workload: str) -> bool:
        """Whether this tenant runs a workload."""
        return workload in self.sizes

    def secret_path(self, component: str) -> str:
        """Path of a component's secret at the secret store."""
        return names.tenant_secret_path(self.slug, component)

    @cached_property
    def namespace_labels(self) -> Mapping[str, str]:
        """Labels that say whose namespace this is (spec: "Labels"), that it is for rehearsals if
        it is, and what is left of it unless it is served."""
        labels = {
            "dotmac.io/tenant-id": self.spec.id,
            "dotmac.io/tenant-slug": self.slug,
            "dotmac.io/plan-tier": self.spec.plan,
            "dotmac.io/region": self.region.name,
        }
        if self.region.spec.environment != "production":
            labels[names.ENVIRONMENT_LABEL] = self.region.spec.environment
        if not self.serving:
            labels[names.LIFECYCLE_LABEL] = "removable" if self.removable else self.mode
        return labels


@dataclass(frozen=True)
class FleetPlan:
    """The whole fleet; mappings are sorted by name."""

    platform: PlatformSpec
    regions: Mapping[str, RegionPlan]
    control_planes: Mapping[str, ControlPlanePlan]
    """By name of the primary region."""
    tenants: Mapping[str, TenantPlan]
    """Where each tenant is served."""
    moving: Mapping[str, TenantPlan]
    """What a tenant that moves has in a second region: its data to come, or what is left of it."""
    approvals: Approvals
    warnings: tuple[str, ...]

    def tenants_of(self, region: str) -> tuple[TenantPlan, ...]:
        """Tenants that have something in one region, by slug."""
        return self._by_region.get(region, ())

    @cached_property
    def _by_region(self) -> dict[str, tuple[TenantPlan, ...]]:
        found: dict[str, list[TenantPlan]] = {}
        for plan in (*self.tenants.values(), *self.moving.values()):
            found.setdefault(plan.region.name, []).append(plan)
        return {
            name: tuple(sorted(plans, key=lambda plan: plan.slug)) for name, plans in found.items()
        }
