"""One tenant decided: sizes, quota, database, release, features, flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from dotmac_manifests.errors import Problem
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan import names
from dotmac_manifests.plan.images import images_of
from dotmac_manifests.plan.model import (
    DatabasePlan,
    Mode,
    QuotaPlan,
    RegionPlan,
    TenantPlan,
    WorkloadSize,
)
from dotmac_manifests.plan.rings import ring_named
from dotmac_manifests.plan.sizes import (
    BORROWED,
    DATABASES,
    JOB,
    MAX_RATIO,
    RESOURCES,
    borrows,
    decide,
    excess,
    hard_limits,
    merge_quota,
    peak,
    stopped,
)
from dotmac_manifests.spec.fleet import Source
from dotmac_manifests.spec.platform import Plan
from dotmac_manifests.spec.sizes import TenantWorkload
from dotmac_manifests.spec.tenant import TenantSpec

DATABASE_COMPONENTS = ("isp-backend", "netbox", "freeradius")
"""Components with a database role of their own; the backend's role owns the tenant's database."""

VPN: TenantWorkload = "wireguard"

AUTOSCALED = frozenset({"isp-ops-app", "isp-backend", "celery-worker"})
"""Workloads whose replicas may be written as {min, max}."""


@dataclass
class TenantBuilder:
    """Decides one tenant; what contradicts itself ends up in ``problems``."""

    slug: str
    spec: TenantSpec
    source: Source
    region: RegionPlan
    ring: str
    mode: Mode
    removable: bool
    local_platform: bool
    images: Callable[[RegionPlan, str], Mapping[str, str]] = images_of
    problems: list[Problem] = field(default_factory=list)

    @property
    def _plan(self) -> Plan:
        return self.region.platform.plans[self.spec.plan]

    def build(self) -> TenantPlan:
        """The tenant's plan; only to be used when ``problems`` stayed empty."""
        database = self._database()
        sizes = self._sizes(database)
        quota, vpn_quota = self._quota(sizes)
        release = self._release()
        return TenantPlan(
            slug=self.slug,
            spec=self.spec,
            region=self.region,
            mode=self.mode,
            removable=self.removable,
            ring=self.ring,
            release=release,
            images=self.images(self.region, release),
            sizes=sizes,
            quota=quota,
            vpn_quota=vpn_quota,
            database=database,
            host=names.tenant_host(
                self.spec.subdomain or self.slug, self.region.platform.domains.tenants
            ),
            features=frozenset(self.spec.features),
            retention_days=(self.spec.backup or self.region.platform.backup).retention_days,
            local_platform=self.local_platform,
        )

    def _release(self) -> str:
        """The release it is held at while frozen, the one it is pinned to, or its ring's."""
        held = self.spec.lifecycle.release or self.spec.release.pin
        return held or ring_named(self.region.platform, self.ring).release

    def _database(self) -> DatabasePlan:
        wanted, region = self.spec.database, self.region.spec.database
        mode = wanted.mode or region.mode
        size = self._plan.workloads["postgres"]
        host = wanted.host or region.host or ""
        if mode == "external" and not (host and self.region.spec.network.database_cidrs):
            missing = "database.host" if not host else "network.databaseCIDRs"
            self._problem(
                ("spec", "database"),
                f"mode external needs {missing}, which region {self.region.name} does not say",
                f"write it in regions/{self.region.name}.yaml, or choose another mode",
            )
        if mode != "external":
            host = {"cnpg": "postgres-rw", "statefulset": "postgres"}[mode]
        roles = {name: names.tenant_role(self.slug, name) for name in DATABASE_COMPONENTS}
        storage = wanted.storage or size.storage or "20Gi"
        instances = self._decide("postgres").replicas
        name = names.tenant_database(self.slug)
        databases = {"isp-backend": name, "netbox": roles["netbox"], "freeradius": name}
        return DatabasePlan(mode, host, name, storage, instances, roles, databases)

    def _decide(self, name: TenantWorkload) -> WorkloadSize:
        return decide(
            self._plan.workloads[name],
            self.spec.sizes.get(name),
            self.region.platform.ephemeral_storage,
            self.region.spec.sizing.max_replicas,
        )

    def _sizes(self, database: DatabasePlan) -> dict[str, WorkloadSize]:
        absent = set()
        if not self.spec.flags.enable_radius:
            absent.add("freeradius")
        if self.spec.network.vpn is None:
            absent.add(VPN)
        if database.mode == "external":
            absent.add("postgres")
        sizes: dict[str, WorkloadSize] = {}
        for name in sorted(self._plan.workloads):
            if name in absent:
                if name in self.spec.sizes:
                    self._problem(
                        ("spec", "sizes", name),
                        "this tenant does not run this workload",
                        "remove the override, or turn the workload on",
                    )
                continue
            decided = self._decide(name)
            if name == "postgres":
                decided = replace(decided, storage=database.storage)
            self._bounds(name, decided)
            if self._stands(name):
                sizes[name] = decided if self._runs(name) else stopped(decided)
        return sizes

    def _stands(self, name: str) -> bool:
        """Whether a workload has a size: without an application only what keeps data, and jobs."""
        return self.mode in ("running", "paused") or name in (*DATABASES, JOB, VPN)

    def _runs(self, name: str) -> bool:
        """Whether it has replicas."""
        return self.mode == "running" or (self.mode == "data-only" and name in DATABASES)

    def _bounds(self, name: str, size: WorkloadSize) -> None:
        """Refuse what the namespace's LimitRange or the autoscaler could not honour."""
        bounds, path = self._plan.bounds, ("spec", "sizes", name)
        if size.max_replicas > bounds.max_replicas:
            self._problem(
                (*path, "replicas"),
                f"{size.max_replicas} replicas are more than the {bounds.max_replicas} of plan "
                f"{self.spec.plan}",
                "lower the number or choose a larger plan",
            )
        if size.replicas > size.max_replicas:
            self._problem((*path, "replicas"), "min is above max", "swap them")
        if size.max_replicas > size.replicas and name not in AUTOSCALED:
            self._problem(
                (*path, "replicas"),
                "this workload is not autoscaled",
                "write one number",
            )
        limits = {"cpu": bounds.container.max.cpu, "memory": bounds.container.max.memory}
        for resource, largest in limits.items():
            if Quantity.parse(size.limits[resource]) > Quantity.parse(largest):
                self._problem(
                    (*path, "limits", resource),
                    f"{size.limits[resource]} is above the {largest} that plan "
                    f"{self.spec.plan} allows one container",
                    "lower it or choose a larger plan",
                )
        for resource in RESOURCES:
            if Quantity.parse(size.requests[resource]) > Quantity.parse(size.limits[resource]):
                self._problem(
                    (*path, "requests", resource),
                    f"{size.requests[resource]} is above its limit {size.limits[resource]}",
                    "a request may not exceed the limit",
                )
        for resource, ratio in MAX_RATIO.items():
            request = Quantity.parse(size.requests[resource])
            if Quantity.parse(size.limits[resource]) > request * ratio:
                self._problem(
                    (*path, "limits", resource),
                    f"{size.limits[resource]} is more than {ratio} times its request "
                    f"{size.requests[resource]}",
                    "raise the request, or lower the limit",
                )
        if borrows(name, size):
            self._problem(
                (*path, "limits", "memory"),
                f"{size.limits['memory']} is not its request {size.requests['memory']}",
                BORROWED,
            )
        if size.storage and Quantity.parse(size.storage) > Quantity.parse(bounds.claim_max):
            self._problem(
                (*path, "storage"),
                f"{size.storage} is above the {bounds.claim_max} that plan {self.spec.plan} "
                "allows one claim",
                "lower it or choose a larger plan",
            )

    def _quota(self, sizes: Mapping[str, WorkloadSize]) -> tuple[QuotaPlan, QuotaPlan | None]:
        platform, storage_class = self.region.platform, self.region.spec.storage_class.name
        bounds = self._plan.bounds
        quota = merge_quota(self._plan.quota, self.spec.quota)
        radius_outside = bool(self.spec.network.nas_cidrs) and "freeradius" in sizes
        hard = hard_limits(
            quota,
            storage_class=storage_class,
            load_balancers=1 if radius_outside else 0,
            ephemeral_total=str(Quantity.parse(platform.ephemeral_storage) * quota.pods),
        )
        inside = {name: size for name, size in sizes.items() if name != VPN}
        for sentence in excess(peak(inside), hard):
            self._problem(
                ("spec", "quota"),
                f"{sentence} (every workload at its maximum, surge and one job)",
                "raise the quota, or lower sizes or replicas",
            )
        if self.spec.network.vpn is None:
            return QuotaPlan(hard, bounds), None
        vpn_size = self._decide(VPN)
        vpn_hard = {
            **{f"requests.{name}": value for name, value in vpn_size.requests.items()},
            **{f"limits.{name}": value for name, value in vpn_size.limits.items()},
            "pods": "1",
            "persistentvolumeclaims": "1",
            "requests.storage": vpn_size.storage or "0",
            f"{storage_class}.{names.STORAGE_CLASS_LABEL}/persistentvolumeclaims": "1",
            "count/cronjobs.batch": "0",
            "count/deployments.apps": "1",
            "count/ingresses.networking.k8s.io": "0",
            "count/jobs.batch": "0",
            "count/statefulsets.apps": "0",
            "services": "1",
            "services.loadbalancers": "1",
            "services.nodeports": "0",
            "secrets": "6",
            "configmaps": "3",
            "replicationcontrollers": "0",
            "resourcequotas": "4",
        }
        return QuotaPlan(hard, bounds), QuotaPlan(dict(sorted(vpn_hard.items())), bounds)

    def _problem(self, path: tuple[str, ...], message: str, remedy: str) -> None:
        self.problems.append(self.source.problem(path, message, remedy))
