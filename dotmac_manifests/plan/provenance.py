"""Where every value of a tenant comes from: its own file, its plan, its region, the platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.plan.model import FleetPlan, TenantPlan, WorkloadSize
from dotmac_manifests.plan.rings import takes
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.sizes import TENANT_WORKLOADS
from dotmac_manifests.spec.tenant import Tenant, TenantFlags

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Origin:
    """One decided value: its dotted name, the value as text, and who decided it, where."""

    name: str
    value: str
    decided_by: str
    place: str
    """`file:line`, or empty for a default of the product."""


def provenance(fleet: Fleet, plan: FleetPlan, slug: str) -> tuple[Origin, ...]:
    """Every value of one tenant, in the order in which people ask for them."""
    return tuple(_Tracer(fleet, plan.tenants[slug]).origins())


@dataclass(frozen=True)
class _Tracer:
    fleet: Fleet
    plan: TenantPlan

    @property
    def _tenant(self) -> Tenant:
        return self.fleet.tenants[self.plan.slug]

    @property
    def _own(self) -> Source:
        return self.fleet.tenant_sources[self.plan.slug]

    @property
    def _platform(self) -> Source:
        return self.fleet.platform_source

    @property
    def _region(self) -> Source:
        return self.fleet.region_sources[self.plan.region.name]

    def origins(self) -> Iterator[Origin]:
        spec = self._tenant.spec
        for name, value in (
            ("id", spec.id),
            ("displayName", spec.display_name),
            ("plan", spec.plan),
            ("seats", spec.seats),
            ("features", ", ".join(spec.features)),
        ):
            yield self._tenants(name, value, ("spec", name))
        yield self._placed()
        yield from self._released()
        yield from self._named()
        yield from self._stored()
        for name in TENANT_WORKLOADS:
            size = self.plan.sizes.get(name)
            if size is not None:
                yield from self._sized(name, size)
        yield from self._quota()
        yield from self._flags()

    def _tenants(self, name: str, value: object, path: Path) -> Origin:
        return Origin(name, _text(value), "tenant", _place(self._own, path))

    def _either(self, name: str, value: object, own: Path, others: Sequence[Any]) -> Origin:
        """The tenant's if its file has the path, else what ``others`` says: who, source, path."""
        if _has(self._own, own):
            return self._tenants(name, value, own)
        decided_by, source, path = others
        if not _has(source, path):
            return Origin(name, _text(value), "default", "")
        return Origin(name, _text(value), decided_by, _place(source, path))

    def _placed(self) -> Origin:
        path: Path = ("spec", "placement", "region")
        region = self.plan.region.name
        if _has(self._own, path):
            return self._tenants("region", region, path)
        marked = ("spec", "defaultForLocation")
        if _has(self._region, marked):
            why = "default of its location"
            return Origin("region", region, why, _place(self._region, marked))
        return Origin("region", region, "the one that fits", _place(self._own, path[:2]))

    def _released(self) -> Iterator[Origin]:
        platform = self.fleet.platform.spec
        index = [ring.name for ring in platform.rings].index(self.plan.ring)
        ring: Path = ("spec", "rings", index)
        selector, home = platform.rings[index].selector, self.plan.region
        chosen = (
            ("selector of the ring", self._platform, (*ring, "selector"))
            if selector and takes(selector, self._tenant, home.spec, home.name)
            else ("default ring", self._platform, ("spec", "defaultRing"))
        )
        yield self._either("ring", self.plan.ring, ("spec", "release", "ring"), chosen)
        held: Path = ("spec", "lifecycle", "release")
        own = held if _has(self._own, held) else ("spec", "release", "pin")
        ring_release = ("ring", self._platform, (*ring, "release"))
        yield self._either("release", self.plan.release, own, ring_release)
        state = self._tenant.spec.lifecycle.state
        nothing = ("default", self._own, ("spec", "lifecycle", "state"))
        yield self._either("state", state, ("spec", "lifecycle", "state"), nothing)

    def _named(self) -> Iterator[Origin]:
        domain = ("slug and platform", self._platform, ("spec", "domains", "tenants"))
        yield self._either("host", self.plan.host, ("spec", "subdomain"), domain)
        for index, host in enumerate(self._tenant.spec.custom_domains):
            yield self._tenants(f"customDomains[{index}]", host, ("spec", "customDomains", index))
        for name, value in (
            ("namespace", self.plan.namespace),
            ("vpnNamespace", self.plan.vpn_namespace or "none"),
            ("database.name", self.plan.database.name),
            ("bucket", self.plan.bucket),
        ):
            yield Origin(name, value, "slug", _place(self._own, ("metadata", "name")))

    def _stored(self) -> Iterator[Origin]:
        database = self.plan.database
        mode = ("region", self._region, ("spec", "database", "mode"))
        yield self._either("database.mode", database.mode, ("spec", "database", "mode"), mode)
        size = self._plans("workloads", "postgres", "storage")
        own: Path = ("spec", "database", "storage")
        yield self._either("database.storage", database.storage, own, size)
        keep: Path = ("spec", "backup", "retentionDays")
        days = self.plan.retention_days
        yield self._either("backup.retentionDays", days, keep, ("platform", self._platform, keep))

    def _sized(self, name: str, size: WorkloadSize) -> Iterator[Origin]:
        bounds = f"{size.replicas}-{size.max_replicas}" if size.autoscaled else size.replicas
        own: Path = ("spec", "sizes", name)
        origin = self._either(
            f"sizes.{name}.replicas",
            bounds,
            (*own, "replicas"),
            self._plans("workloads", name, "replicas"),
        )
        cap: Path = ("spec", "sizing", "maxReplicas")
        if (
            _has(self._region, cap)
            and size.max_replicas == self.plan.region.spec.sizing.max_replicas
        ):
            place = _place(self._region, cap)
            origin = Origin(origin.name, origin.value, "cap of the region", place)
        if self.plan.mode != "running" and size.max_replicas == 0:
            state = _place(self._own, ("spec", "lifecycle"))
            origin = Origin(origin.name, origin.value, "lifecycle", state)
        yield origin
        for kind, amounts in (("requests", size.requests), ("limits", size.limits)):
            value = f"{amounts['cpu']} / {amounts['memory']}"
            plans = self._plans("workloads", name, kind)
            yield self._either(f"sizes.{name}.{kind}", value, (*own, kind), plans)
        if size.storage is not None and name != "postgres":
            plans = self._plans("workloads", name, "storage")
            yield self._either(f"sizes.{name}.storage", size.storage, (*own, "storage"), plans)

    def _quota(self) -> Iterator[Origin]:
        hard = self.plan.quota.hard
        for name, value in (
            ("requests", f"{hard['requests.cpu']} / {hard['requests.memory']}"),
            ("limits", f"{hard['limits.cpu']} / {hard['limits.memory']}"),
            ("pods", hard["pods"]),
            ("persistentVolumeClaims", hard["persistentvolumeclaims"]),
            ("storage", hard["requests.storage"]),
        ):
            plans = self._plans("quota", name)
            yield self._either(f"quota.{name}", value, ("spec", "quota", name), plans)

    def _flags(self) -> Iterator[Origin]:
        for name, value in self._tenant.spec.flags.model_dump(by_alias=True).items():
            own: Path = ("spec", "flags", name)
            yield self._either(f"flags.{name}", value, own, ("default", self._own, own))
        shared = self.fleet.platform.spec.feature_flags.model_dump(by_alias=True)
        for name, value in shared.items():
            path: Path = ("spec", "featureFlags", name)
            if name not in TenantFlags.model_json_schema(by_alias=True)["properties"]:
                yield self._either(f"flags.{name}", value, (), ("platform", self._platform, path))

    def _plans(self, *path: str) -> tuple[str, Source, Path]:
        plan = self._tenant.spec.plan
        return f"plan {plan}", self._platform, ("spec", "plans", plan, *path)


def _has(source: Source, path: Path) -> bool:
    node: Any = source.document.value
    for part in path:
        known: Any = range(len(node)) if isinstance(node, list) else node
        if not isinstance(node, dict | list) or part not in known:
            return False
        items: Any = node
        node = items[part]
    return bool(path)


def _place(source: Source, path: Path) -> str:
    line, _ = source.document.position(path)
    return f"{source.document.file}:{line}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
