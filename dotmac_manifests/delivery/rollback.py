"""Back to the last good release that Git knows of, for one ring or one tenant."""

from __future__ import annotations

from dotmac_manifests.delivery.draft import Draft, Edit, Refused
from dotmac_manifests.delivery.history import Arrival, arrival
from dotmac_manifests.delivery.releases import pin
from dotmac_manifests.delivery.rollouts import rollout_file
from dotmac_manifests.delivery.tenants import existing
from dotmac_manifests.edit.text import Set
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.load import PLATFORM_FILE


def rollback_ring(draft: Draft, fleet: Fleet, ring: str, reason: str) -> None:
    """Give a ring the release back that it had; a roll-out that brought it is paused.

    Doing it again changes nothing: only what was rolled forward can be rolled back.
    """
    names = [found.name for found in fleet.platform.spec.rings]
    if ring not in names:
        raise Refused(f"There is no ring {ring!r}; known: {', '.join(names)}")
    found = _brought(fleet, ring)
    if found.step.rolled_back:
        return
    path = ("spec", "rings", names.index(ring), "release")
    draft.edit(PLATFORM_FILE, [Set(path, found.step.from_)])
    edits: list[Edit] = [Set(("spec", "steps", found.place, "rolledBack"), True)]
    if found.rollout.spec.state == "running":
        edits += [Set(("spec", "state"), "paused"), Set(("spec", "reason"), reason)]
    draft.edit(rollout_file(found.rollout.metadata.name), edits)


def rollback_tenant(draft: Draft, fleet: Fleet, plan: FleetPlan, slug: str) -> None:
    """Pin one tenant to the release that its ring had before; `release unpin` ends it.

    Doing it again changes nothing, and so does it where the whole ring was rolled back. Raises
    Refused for a tenant that has a release of its own: only who pinned it knows what came before.
    """
    tenant = existing(fleet, slug)
    found = _brought(fleet, plan.tenants[slug].ring)
    pinned = tenant.spec.release.pin
    if found.step.rolled_back and pinned is None:
        return
    if pinned not in (None, found.step.from_):
        raise Refused(
            f"{slug} does not run its ring's release but is pinned to {pinned}; "
            f"use `dotmac release pin {slug} VERSION`, or unpin"
        )
    pin(draft, fleet, slug, found.step.from_)


def _brought(fleet: Fleet, name: str) -> Arrival:
    ring = next(ring for ring in fleet.platform.spec.rings if ring.name == name)
    found = arrival(fleet, ring)
    if found is None:
        raise Refused(
            f"No roll-out in rollouts/ brought {ring.release} into ring {name}; "
            "to go elsewhere, start a roll-out of the release that you want"
        )
    return found
