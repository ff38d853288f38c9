"""Back to the last good release that Git knows of, for one ring or one tenant."""

from __future__ import annotations

from dotmac_manifests.delivery.draft import Draft, Edit, Refused
from dotmac_manifests.delivery.releases import pin
from dotmac_manifests.delivery.rollouts import rollout_file
from dotmac_manifests.delivery.tenants import existing
from dotmac_manifests.edit.text import Set
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.load import PLATFORM_FILE
from dotmac_manifests.spec.records import Rollout, RolloutStep


def rollback_ring(draft: Draft, fleet: Fleet, ring: str, reason: str) -> None:
    """Give a ring the release back that it had; a roll-out that is in it is paused.

    Doing it again changes nothing: only what was rolled forward can be rolled back.
    """
    rings = fleet.platform.spec.rings
    names = [found.name for found in rings]
    if ring not in names:
        raise Refused(f"There is no ring {ring!r}; known: {', '.join(names)}")
    index = names.index(ring)
    release = rings[index].release
    found = _brought(fleet, ring, release)
    if found is None:
        if _rolled_back(fleet, ring, release):
            return
        raise Refused(f"No roll-out in rollouts/ brought {release} into ring {ring}")
    rollout, place, step = found
    draft.edit(PLATFORM_FILE, [Set(("spec", "rings", index, "release"), step.from_)])
    edits: list[Edit] = [Set(("spec", "steps", place, "rolledBack"), True)]
    if rollout.spec.state == "running":
        edits += [Set(("spec", "state"), "paused"), Set(("spec", "reason"), reason)]
    draft.edit(rollout_file(rollout.metadata.name), edits)


def rollback_tenant(draft: Draft, fleet: Fleet, plan: FleetPlan, slug: str) -> None:
    """Pin one tenant to the release that its ring had before; `release unpin` ends it."""
    existing(fleet, slug)
    ring = plan.tenants[slug].ring
    release = next(found.release for found in fleet.platform.spec.rings if found.name == ring)
    found = _brought(fleet, ring, release)
    if found is None:
        raise Refused(f"No roll-out in rollouts/ brought {release} into ring {ring}")
    pin(draft, fleet, slug, found[2].from_)


def _brought(fleet: Fleet, ring: str, release: str) -> tuple[Rollout, int, RolloutStep] | None:
    """The last roll-out that brought a release into a ring and still stands there."""
    candidates = [
        (rollout, place, step)
        for rollout in fleet.rollouts.values()
        for place, step in enumerate(rollout.spec.steps)
        if rollout.spec.release == release
        and rollout.spec.state != "aborted"
        and step.ring == ring
        and not step.rolled_back
    ]
    return max(candidates, key=lambda found: found[2].started, default=None)


def _rolled_back(fleet: Fleet, ring: str, release: str) -> bool:
    return any(
        step.ring == ring and step.from_ == release and step.rolled_back
        for rollout in fleet.rollouts.values()
        for step in rollout.spec.steps
    )
