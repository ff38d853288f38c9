"""A tenant pauses, stands still, and comes back: `tenant suspend`, `freeze`, `resume`."""

from __future__ import annotations

from datetime import date

from dotmac_manifests.delivery.draft import Draft, Refused
from dotmac_manifests.delivery.tenants import changeable, existing, tenant_file
from dotmac_manifests.edit.text import Delete, Set
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.fleet import Fleet

LIFECYCLE = ("spec", "lifecycle")


def suspend(draft: Draft, fleet: Fleet, slug: str, reason: str, today: date) -> None:
    """Workloads to zero, data and backups kept, a maintenance page at the edge."""
    changeable(fleet, slug, today)
    draft.edit(
        tenant_file(slug),
        [
            Set((*LIFECYCLE, "state"), "suspended"),
            Set((*LIFECYCLE, "reason"), reason),
            Delete((*LIFECYCLE, "until")),
            Delete((*LIFECYCLE, "release")),
        ],
    )


def freeze(
    draft: Draft, fleet: Fleet, plan: FleetPlan, slug: str, until: date, reason: str, today: date
) -> None:
    """No change until a day has passed; the tenant keeps the release that it runs now.

    Raises Refused for a day in the past and for a tenant that is not active or frozen already.
    """
    tenant = existing(fleet, slug)
    if until < today:
        raise Refused(f"{until} is over; name a day from {today} on")
    state = tenant.spec.lifecycle.state
    if state not in ("active", "frozen"):
        raise Refused(f"{slug} is {state}; only an active tenant can be frozen")
    draft.edit(
        tenant_file(slug),
        [
            Set((*LIFECYCLE, "state"), "frozen"),
            Set((*LIFECYCLE, "reason"), reason),
            Set((*LIFECYCLE, "until"), until.isoformat()),
            Set((*LIFECYCLE, "release"), plan.tenants[slug].release),
        ],
    )


def resume(draft: Draft, fleet: Fleet, slug: str) -> None:
    """Back to active, from suspended, frozen, or offboarding as long as nothing is removable."""
    lifecycle = existing(fleet, slug).spec.lifecycle
    if lifecycle.stage == "removable":
        raise Refused(
            f"{slug} is removable: its namespace may be gone already; onboard it anew under "
            "another slug and restore the final backup"
        )
    fields = ("state", "reason", "until", "release", "stage", "approvedBy")
    draft.edit(tenant_file(slug), [Delete((*LIFECYCLE, field), prune=True) for field in fields])
