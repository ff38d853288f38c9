"""A tenant changes its region in steps, with its data never in one place only: `tenant move`."""

from __future__ import annotations

from typing import Any

from dotmac_manifests.delivery.draft import Draft, Refused
from dotmac_manifests.delivery.leaving import tombstone_file
from dotmac_manifests.delivery.lifecycle import LIFECYCLE
from dotmac_manifests.delivery.tenants import existing, tenant_file
from dotmac_manifests.edit.text import Delete, Set
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.base import API_VERSION
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.tenant import Tenant

PHASES = ("prepare", "switch", "confirm-gone", "finish")
"""prepare: databases run in the new region, empty, to receive the data. switch: the tenant is
served there; the old region keeps the data at rest. confirm-gone: the old data may go. finish: the
old region's files are replaced by a tombstone."""

MOVE = (*LIFECYCLE, "move")
REGION = ("spec", "placement", "region")


def move(
    draft: Draft,
    fleet: Fleet,
    plan: FleetPlan,
    slug: str,
    *,
    phase: str,
    to: str | None = None,
    approved_by: str | None = None,
) -> None:
    """Take a move one phase further; asking for the phase it is in changes nothing.

    ``to`` may be left out once the move is under way. Raises Refused when a phase is skipped or
    the tenant is not free to move. Residency is judged for both regions in every phase by the plan.
    """
    if phase not in PHASES:
        raise Refused(f"There is no phase {phase!r}; known: {', '.join(PHASES)}")
    tenant = existing(fleet, slug)
    to = to or _destination(tenant, plan.tenants[slug].region.name)
    if to not in fleet.regions:
        raise Refused(f"There is no region {to!r}; known: {', '.join(fleet.regions)}")
    if tenant.spec.lifecycle.state != "active":
        raise Refused(f"{slug} is {tenant.spec.lifecycle.state}; only an active tenant moves")
    home, file = plan.tenants[slug].region.name, tenant_file(slug)
    under_way = tenant.spec.lifecycle.move
    if phase == "prepare" and under_way is None and home == to:
        raise Refused(f"{slug} lives in {to} already")
    reached = _reached(fleet, slug, home, to)
    wanted = PHASES.index(phase)
    if wanted not in (reached, reached + 1):
        following = PHASES[min(reached + 1, len(PHASES) - 1)]
        raise Refused(f"{slug} is not ready for {phase}; next comes --phase {following}")
    if wanted == reached:
        return
    if phase == "prepare":
        _forget(draft, fleet, slug, to)
        draft.edit(file, [Set(REGION, home), Set((*MOVE, "to"), to)])
    elif phase == "switch":
        draft.edit(file, [Set(REGION, to), Set(MOVE, {"from": home})])
    elif phase == "confirm-gone":
        draft.edit(file, [Set((*MOVE, "removable"), True)])
    else:
        if approved_by is None or under_way is None or under_way.from_ is None:
            raise Refused("The last phase removes the old region's files: say --approved-by")
        draft.edit(file, [Delete(MOVE, prune=True)])
        name = f"{slug}.moved-from.{under_way.from_}"  # no slug and no region has a dot
        draft.create(tombstone_file(name), _tombstone(name, slug, under_way.from_, to, approved_by))


def cancel(draft: Draft, fleet: Fleet, slug: str) -> None:
    """Give up a move that is only prepared: what stands in the new region becomes removable.

    The phase `finish`, with the region it lives in, ends it.
    """
    under_way = existing(fleet, slug).spec.lifecycle.move
    if under_way is None or under_way.removable:
        return
    if under_way.to is None:
        raise Refused(f"{slug} has moved already; finish, then move it back")
    draft.edit(tenant_file(slug), [Set(MOVE, {"from": under_way.to, "removable": True})])


def _destination(tenant: Tenant, home: str) -> str:
    """Where a move that is under way leads."""
    under_way = tenant.spec.lifecycle.move
    if under_way is None:
        raise Refused(f"Say where {tenant.metadata.name} moves: --to REGION")
    return under_way.to or home


def _reached(fleet: Fleet, slug: str, home: str, to: str) -> int:
    under_way = fleet.tenants[slug].spec.lifecycle.move
    if under_way is None:
        finished = any(
            found.spec.tenant == slug and found.spec.region != home
            for found in fleet.tombstones.values()
        )
        return PHASES.index("finish") if home == to and finished else -1
    if under_way.to is not None:
        if under_way.to != to:
            raise Refused(f"{slug} is on its way to {under_way.to}")
        return PHASES.index("prepare")
    if home != to:
        raise Refused(f"{slug} has just moved to {home}; finish that move first")
    return PHASES.index("confirm-gone" if under_way.removable else "switch")


def _forget(draft: Draft, fleet: Fleet, slug: str, region: str) -> None:
    """A tenant that comes back needs no tombstone where it is going to live again."""
    for name, found in fleet.tombstones.items():
        if found.spec.tenant == slug and found.spec.region == region:
            draft.remove(tombstone_file(name))


def _tombstone(name: str, slug: str, region: str, to: str, approved_by: str) -> dict[str, Any]:
    return {
        "apiVersion": API_VERSION,
        "kind": "Tombstone",
        "metadata": {"name": name},
        "spec": {
            "tenant": slug,
            "region": region,
            "reason": f"Moved to {to}; the data here is confirmed gone.",
            "approvedBy": approved_by,
        },
    }
