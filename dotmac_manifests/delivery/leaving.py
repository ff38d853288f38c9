"""A tenant leaves, in stages that Git shows: `tenant offboard`."""

from __future__ import annotations

from typing import Any, get_args

from dotmac_manifests.delivery.draft import Draft, Edit, Refused
from dotmac_manifests.delivery.lifecycle import LIFECYCLE
from dotmac_manifests.delivery.tenants import existing, tenant_file
from dotmac_manifests.edit.text import Delete, Set
from dotmac_manifests.plan.model import FleetPlan, TenantPlan
from dotmac_manifests.spec.base import API_VERSION
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.tenant import Stage

STAGES: tuple[str, ...] = (*get_args(Stage), "gone")
"""approved: nobody is served any more, all data stays. final-backup: the databases run once more,
a last backup is taken. drained: the workloads' files are gone. removable: namespace and claims may
go, once a person confirms it to Argo CD. gone: only a tombstone is left."""

ENDED = "The contract has ended."


def tombstone_file(name: str) -> str:
    """The file of a tombstone, below the root."""
    return f"tombstones/{name}.yaml"


def offboard(
    draft: Draft,
    fleet: Fleet,
    plan: FleetPlan,
    slug: str,
    *,
    stage: str,
    approved_by: str,
    confirm: str,
    reason: str | None = None,
) -> None:
    """Take a tenant one stage further; asking for the stage it is in changes nothing.

    The reason is kept from stage to stage until another is given. Raises Refused when ``confirm``
    is not the slug, when a stage is skipped or taken back, and for a tenant that is frozen.
    """
    if stage not in STAGES:
        raise Refused(f"There is no stage {stage!r}; known: {', '.join(STAGES)}")
    if confirm != slug:
        raise Refused(f"To offboard {slug}, repeat its slug: --confirm {slug}")
    if slug not in fleet.tenants and stage == STAGES[-1] and _gone(fleet, slug):
        return
    lifecycle = existing(fleet, slug).spec.lifecycle
    if lifecycle.move is not None:
        raise Refused(f"{slug} is moving; finish the move first")
    if lifecycle.state == "frozen":
        raise Refused(f"{slug} is frozen; `dotmac tenant resume {slug}` ends the freeze")
    reached = STAGES.index(lifecycle.stage) if lifecycle.stage else -1
    wanted = STAGES.index(stage)
    if wanted not in (reached, reached + 1):
        following = STAGES[min(reached + 1, len(STAGES) - 1)]
        raise Refused(
            f"{slug} is {lifecycle.stage or lifecycle.state}; next comes --stage {following}"
        )
    if wanted == reached:
        return
    reason = reason or (lifecycle.reason if lifecycle.stage else None) or ENDED
    if stage == STAGES[-1]:
        draft.remove(tenant_file(slug))
        draft.create(tombstone_file(slug), _tombstone(plan.tenants[slug], approved_by, reason))
        return
    edits: list[Edit] = [
        Set((*LIFECYCLE, "state"), "offboarding"),
        Set((*LIFECYCLE, "reason"), reason),
        Set((*LIFECYCLE, "stage"), stage),
        Set((*LIFECYCLE, "approvedBy"), approved_by),
        Delete((*LIFECYCLE, "until")),
        Delete((*LIFECYCLE, "release")),
    ]
    draft.edit(tenant_file(slug), edits)


def _gone(fleet: Fleet, slug: str) -> bool:
    return any(found.spec.tenant == slug for found in fleet.tombstones.values())


def _tombstone(plan: TenantPlan, approved_by: str, reason: str) -> dict[str, Any]:
    return {
        "apiVersion": API_VERSION,
        "kind": "Tombstone",
        "metadata": {"name": plan.slug},
        "spec": {
            "tenant": plan.slug,
            "region": plan.region.name,
            "reserves": {
                "id": plan.spec.id,
                "hosts": list(plan.hosts),
                "database": plan.database.name,
                "bucket": plan.bucket,
            },
            "reason": reason,
            "approvedBy": approved_by,
        },
    }
