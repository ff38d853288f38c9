"""What setting fields of a tenant may not do by the way, however the path is spelt."""

from __future__ import annotations

from typing import Any

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.placement import place
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.tenant import Tenant, TenantSpec


def refuse_unsafe(fleet: Fleet, changed: Fleet, slug: str) -> None:
    """Compare a tenant with what edits made of it.

    Raises Refused when they touch what has verbs of its own, weaken what the tenant demands of
    the place where its data lies, or shrink a disk.
    """
    before, after = fleet.tenants[slug], changed.tenants[slug]
    if _written(fleet, slug) != _written(changed, slug):
        raise Refused("the lifecycle has its own verbs: suspend, resume, freeze, move, offboard")
    _residency(slug, before.spec, after.spec)
    old, _ = place(before, fleet.tenant_sources[slug], fleet.regions)
    new, _ = place(after, changed.tenant_sources[slug], fleet.regions)
    if None not in (old, new) and old != new:
        raise Refused(
            f"{slug} has its data in {old}, which a field cannot change; "
            f"take it along: dotmac tenant move {slug} --to {new}"
        )
    _disks(fleet, before, after)


def refuse_lifecycle(changed: Fleet, slug: str) -> None:
    """A newcomer is active; raises Refused."""
    if _written(changed, slug) is not None:
        raise Refused("a new tenant is active; suspend, freeze or move it afterwards")


def _written(fleet: Fleet, slug: str) -> Any:
    """The lifecycle as the file has it, defaults and all."""
    document: Any = fleet.tenant_sources[slug].document.value
    return document["spec"].get("lifecycle")


def _residency(slug: str, before: TenantSpec, after: TenantSpec) -> None:
    """The region may honour less than was promised once nothing demands it any more."""
    demands = after.placement.compliance
    lost: list[str] = [rule for rule in before.placement.compliance if rule not in demands]
    location = before.placement.location
    if location is not None and after.placement.location != location:
        lost.append(f"location {location}")
    if lost:
        raise Refused(
            f"{slug} has data under {', '.join(lost)}, which no command takes away: edit "
            f"placement in tenants/{slug}.yaml by hand, in a change that says who released it"
        )


def _disks(fleet: Fleet, before: Tenant, after: Tenant) -> None:
    """Claims never shrink: Kubernetes refuses it, and data would not fit.
    Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
    """
    old, new = _storage(fleet, before.spec), _storage(fleet, after.spec)
    for name, amount in old.items():
        if name in new and Quantity.parse(new[name]) < Quantity.parse(amount):
            raise Refused(f"{name} has {amount}; a volume claim cannot shrink to {new[name]}")


def _storage(fleet: Fleet, spec: TenantSpec) -> dict[str, str]:
    """Disk of each replica, by workload: the tenant's own, or its plan's."""
    found: dict[str, str] = {}
    for name, size in fleet.platform.spec.plans[spec.plan].workloads.items():
        own = spec.sizes.get(name)
        amount = (own.storage if own else None) or size.storage
        if name == "postgres":
            amount = spec.database.storage or size.storage
        if amount is not None:
            found[name] = amount
    return found
