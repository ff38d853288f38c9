"""Where pods live: a namespace, and what all pods in it share."""

from __future__ import annotations

from dataclasses import dataclass

from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import ControlPlanePlan, RegionPlan, TenantPlan


@dataclass(frozen=True, kw_only=True)
class Home:
    """A namespace, and what all pods in it share."""

    namespace: str
    priority_class: str
    topology_region: str
    storage_class: str
    pull_secret: str = names.PULL_SECRET

    @classmethod
    def of_tenant(cls, plan: TenantPlan) -> Home:
        """Home of a tenant's workloads."""
        return cls._in(plan.region, plan.namespace, plan.priority_class)

    @classmethod
    def of_vpn(cls, plan: TenantPlan) -> Home:
        """Home of a tenant's WireGuard."""
        return cls._in(plan.region, names.vpn_namespace(plan.slug), plan.priority_class)

    @classmethod
    def of_platform(cls, plan: ControlPlanePlan) -> Home:
        """Home of the control plane."""
        return cls._in(plan.region, plan.namespace, names.PLATFORM_PRIORITY)

    @classmethod
    def of_shared(cls, region: RegionPlan) -> Home:
        """Home of a region's shared services."""
        return cls._in(region, names.SHARED_NAMESPACE, names.PLATFORM_PRIORITY)

    @classmethod
    def _in(cls, region: RegionPlan, namespace: str, priority: str) -> Home:
        return cls(
            namespace=namespace,
            priority_class=priority,
            topology_region=region.spec.cloud_region,
            storage_class=region.spec.storage_class.name,
        )
