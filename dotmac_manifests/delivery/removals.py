"""Approvals of what disappears: objects (`removal approve`), or a region (`region retire`)."""

from __future__ import annotations

from collections.abc import Iterable

from dotmac_manifests.delivery.draft import Draft, Refused
from dotmac_manifests.plan.model import FleetPlan, GoneObject
from dotmac_manifests.spec.base import API_VERSION
from dotmac_manifests.spec.fleet import Fleet


def removal_file(name: str) -> str:
    """The file of an approved removal, below the root."""
    return f"removals/{name}.yaml"


def approve(
    draft: Draft, name: str, objects: Iterable[GoneObject], *, reason: str, approved_by: str
) -> None:
    """Record that these objects may disappear; raises Refused when there are none."""
    listed = [
        {
            "region": region,
            "kind": kind,
            **({"namespace": namespace} if namespace else {}),
            "name": own,
        }
        for region, kind, namespace, own in sorted(set(objects))
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
        raise Refused(f"There is no region {region!r}; known: {', '.join(fleet.regions)}")
    tenants = [tenant.slug for tenant in plan.tenants_of(region)]
    if tenants:
        raise Refused(f"{region} still has {', '.join(tenants)}; move or offboard them first")
    draft.remove(f"regions/{region}.yaml")
    document = {
        "apiVersion": API_VERSION,
        "kind": "Tombstone",
        "metadata": {"name": region},
        "spec": {"region": region, "reason": reason, "approvedBy": approved_by},
    }
    draft.create(f"tombstones/{region}.yaml", document)
