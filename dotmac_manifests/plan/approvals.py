"""What may disappear from the rendered files, because a reviewed record says so."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.plan.model import Approvals, TenantPlan
from dotmac_manifests.spec.fleet import Fleet


def approvals(
    fleet: Fleet, plans: Mapping[str, TenantPlan], moving: Mapping[str, TenantPlan]
) -> Approvals:
    """Read tombstones, removals and lifecycles."""
    tombstones = [found.spec for found in fleet.tombstones.values()]
    return Approvals(
        regions=frozenset(found.region for found in tombstones if found.tenant is None),
        tenants=frozenset((found.region, found.tenant) for found in tombstones if found.tenant),
        shrinking=frozenset(
            (plan.region.name, plan.slug)
            for plan in (*plans.values(), *moving.values())
            if plan.mode in ("data-only", "remains")
        ),
        objects=frozenset(
            (one.region, one.kind, one.namespace or "", one.name)
            for found in fleet.removals.values()
            for one in found.spec.objects
        ),
        max_objects=fleet.platform.spec.deletion_guard.max_objects,
    )
