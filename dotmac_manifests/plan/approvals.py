"""What may disappear from the rendered files, because a reviewed record says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dotmac_manifests.spec.fleet import Fleet

if TYPE_CHECKING:
    from dotmac_manifests.plan.model import TenantPlan

GoneObject = tuple[str, str, str, str]
"""Region, kind, namespace (empty for what lies in none) and name."""


@dataclass(frozen=True)
class Approvals:
    """What may disappear from the rendered files, because a reviewed record says so."""

    regions: frozenset[str]
    """Regions that are retired (tombstones)."""
    tenants: frozenset[tuple[str, str]]
    """Region and slug of tenants that have left it (tombstones)."""
    shrinking: frozenset[tuple[str, str]]
    """Region and slug of tenants whose workloads go while namespace and data stay."""
    resting: frozenset[tuple[str, str]]
    """Region and slug of tenants that rest: what serves them goes, and nothing that holds data."""
    objects: frozenset[GoneObject]
    """Single objects (removals)."""
    max_objects: int
    """How many objects that are neither namespaces nor claims need no approval."""


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
        resting=frozenset(
            (plan.region.name, plan.slug) for plan in plans.values() if plan.mode == "paused"
        ),
        objects=frozenset(
            (one.region, one.kind, one.namespace or "", one.name)
            for found in fleet.removals.values()
            for one in found.spec.objects
        ),
        max_objects=fleet.platform.spec.deletion_guard.max_objects,
    )
