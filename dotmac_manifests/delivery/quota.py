"""A quota that follows what a tenant may use, with room to spare."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dotmac_manifests.delivery.draft import Draft, Edit
from dotmac_manifests.delivery.tenants import tenant_file
from dotmac_manifests.edit.text import Set
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.build_tenant import TenantBuilder
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.plan.sizes import merge_quota, peak
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.sizes import Quota

ROOM = 10
"""Percent above the sum of all maxima, as the plans' own quotas have it."""

_UNITS = {"cpu": ("", Quantity.parse("1")), "memory": ("Gi", Quantity.parse("1Gi"))}


def raise_quota(draft: Draft, root: Path, plan: FleetPlan, slug: str) -> None:
    """Raise each line of a tenant's quota that its sizes, as drafted, may exceed; lower none."""
    fleet = load_fleet(root, draft.changes.files)
    tenant, before = fleet.tenants[slug], plan.tenants[slug]
    builder = TenantBuilder(
        slug=slug,
        spec=tenant.spec,
        source=fleet.tenant_sources[slug],
        region=before.region,
        ring=before.ring,
        mode="running",
        removable=False,
        local_platform=before.local_platform,
    )
    sizes = {name: size for name, size in builder.build().sizes.items() if name != "wireguard"}
    quota = merge_quota(fleet.platform.spec.plans[tenant.spec.plan].quota, tenant.spec.quota)
    draft.edit(tenant_file(slug), _edits(peak(sizes), quota))


def _edits(used: Mapping[str, Quantity], quota: Quota) -> list[Edit]:
    edits: list[Edit] = []
    base = ("spec", "quota")
    for kind, amount in (("requests", quota.requests), ("limits", quota.limits)):
        now = {"cpu": amount.cpu, "memory": amount.memory}
        raised = {
            name: _rounded(used[f"{kind}.{name}"], name)
            for name in now
            if used[f"{kind}.{name}"] > Quantity.parse(now[name])
        }
        if raised:
            edits.append(Set((*base, kind), {**now, **raised}))
    numbers = {"pods": quota.pods, "persistentVolumeClaims": quota.persistent_volume_claims}
    keys = {"pods": "pods", "persistentVolumeClaims": "persistentvolumeclaims"}
    for field, number in numbers.items():
        need = used.get(keys[field], Quantity.parse("0"))
        if need > Quantity.parse(str(number)):
            edits.append(Set((*base, field), _whole(need, Quantity.parse("1"))))
    storage = used.get("requests.storage", Quantity.parse("0"))
    if storage > Quantity.parse(quota.storage):
        edits.append(Set((*base, "storage"), _rounded(storage, "memory")))
    return edits


def _rounded(used: Quantity, resource: str) -> str:
    suffix, unit = _UNITS[resource]
    return f"{_whole(used, unit)}{suffix}"


def _whole(amount: Quantity, unit: Quantity) -> int:
    """How many whole units cover the amount with room to spare."""
    return -(-amount.nano * (100 + ROOM) // (unit.nano * 100))
