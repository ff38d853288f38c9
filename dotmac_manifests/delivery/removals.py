"""Approvals of what disappears: objects (`removal approve`), or a region (`region retire`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dotmac_manifests.delivery.draft import Draft, Refused
from dotmac_manifests.delivery.leaving import tombstone_file
from dotmac_manifests.plan import names
from dotmac_manifests.plan.approvals import GoneObject
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.base import API_VERSION
from dotmac_manifests.spec.fleet import Fleet


def removal_file(name: str) -> str:
    """The file of an approved removal, below the root."""
    return f"removals/{name}.yaml"


def approve(
    draft: Draft,
    fleet: Fleet,
    plan: FleetPlan,
    name: str,
    objects: Iterable[GoneObject],
    *,
    reason: str,
    approved_by: str,
) -> None:
    """Record that these objects may disappear; approved already, nothing changes.

    Raises Refused when there are none, and when a region or a tenant would go as a whole: those
    leave by verbs of their own, which keep their names from being given again.
    """
    objects = set(objects)
    if not objects and name in fleet.removals:
        return
    for lost in sorted(_lost(objects, plan)):
        raise Refused(lost)
    listed = [
        {
            "region": region,
            "kind": kind,
            **({"namespace": namespace} if namespace else {}),
            "name": own,
        }
        for region, kind, namespace, own in sorted(objects)
    ]
    if not listed:
        raise Refused("Nothing would disappear that needs an approval")
    document = {
        "apiVersion": API_VERSION,
        "kind": "Removal",
        "metadata": {"name": name},
        "spec": {"reason": reason, "approvedBy": approved_by, "objects": listed},
    }
    draft.create(removal_file(name), document)


def _lost(objects: Iterable[GoneObject], plan: FleetPlan) -> Iterator[str]:
    """What would be approved by the way with the namespace of a tenant, or with a region."""
    for region, kind, _, own in objects:
        if region in plan.approvals.regions:
            continue
        if region not in plan.regions:
            yield (
                f"regions/{region}.yaml is gone; restore it, then let the region go by "
                f"`dotmac region retire {region}`"
            )
            continue
        standing = {names.tenant_namespace(tenant.slug) for tenant in plan.tenants_of(region)}
        namespace = own.removesuffix(names.VPN_SUFFIX)
        slug = namespace.removeprefix(names.TENANT_PREFIX)
        if (
            kind == "Namespace"
            and namespace.startswith(names.TENANT_PREFIX)
            and namespace not in standing
            and (region, slug) not in plan.approvals.tenants
        ):
            yield (
                f"tenant {slug} would go from {region} as a whole; restore its file, then let it "
                f"leave by `dotmac tenant offboard {slug}` or `dotmac tenant move {slug}`"
            )


def retire(
    draft: Draft,
    fleet: Fleet,
    plan: FleetPlan,
    region: str,
    *,
    reason: str,
    approved_by: str,
    confirm: str,
) -> None:
    """Let a region go that no tenant lives in or has data in; doing it again changes nothing."""
    if confirm != region:
        raise Refused(f"To retire {region}, repeat its name: --confirm {region}")
    if region not in fleet.regions:
        gone = [found.spec for found in fleet.tombstones.values()]
        if any(found.region == region and found.tenant is None for found in gone):
            return
        known = ", ".join(fleet.regions)
        raise Refused(
            f"There is no region {region!r}; known: {known}. "
            f"If its file was deleted, restore regions/{region}.yaml first"
        )
    tenants = [tenant.slug for tenant in plan.tenants_of(region)]
    if tenants:
        raise Refused(f"{region} still has {', '.join(tenants)}; move or offboard them first")
    draft.remove(f"regions/{region}.yaml")
    document = {
        "apiVersion": API_VERSION,
        "kind": "Tombstone",
        "metadata": {"name": f"region.{region}"},  # no tenant has a dot in its name
        "spec": {"region": region, "reason": reason, "approvedBy": approved_by},
    }
    draft.create(tombstone_file(f"region.{region}"), document)
