"""A release travels ring by ring, each step a reviewed change: `dotmac rollout`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dotmac_manifests.delivery.draft import Draft, Edit, NotYet, Refused
from dotmac_manifests.delivery.evidence import Evidence, Verdict, judge
from dotmac_manifests.delivery.history import arrival, latest
from dotmac_manifests.delivery.waves import Application, applications, waves
from dotmac_manifests.edit.text import Delete, Set
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.base import API_VERSION
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.load import PLATFORM_FILE, ROLLOUTS_FOLDER
from dotmac_manifests.spec.records import MOMENT, Rollout, RolloutStep
from dotmac_manifests.spec.releases import Ring

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_UNDER_WAY = ("running", "paused")


class GateClosed(NotYet):
    """Applications of the ring are not healthy, or nobody knows."""

    def __init__(self, ring: str, verdicts: tuple[Verdict, ...]) -> None:
        wrong = [found for found in verdicts if found.wrong]
        lines = [
            f"  {found.application.region} {found.application.name} {found.wrong}"
            for found in wrong
        ]
        count = f"{len(wrong)} of {len(verdicts)} applications"
        super().__init__("\n".join([f"Ring {ring} is not proved healthy: {count}", *lines]))


def under_way(fleet: Fleet) -> Rollout | None:
    """The roll-out that is running or paused; the plan's checks allow one at most."""
    return next(
        (found for found in fleet.rollouts.values() if found.spec.state in _UNDER_WAY), None
    )


def rollout_file(name: str) -> str:
    """The file of a roll-out, below the root."""
    return f"{ROLLOUTS_FOLDER}/{name}.yaml"


def start(draft: Draft, fleet: Fleet, release: str, now: datetime) -> None:
    """Bring a release into the first ring that does not run it.

    Rings before that one, after an earlier roll-out of which a part was rolled back, have to be
    proved by it. Starting what is under way, or runs everywhere, changes nothing.
    """
    spec = fleet.platform.spec
    if release not in spec.releases:
        raise Refused(f"There is no release {release!r}; known: {', '.join(spec.releases)}")
    found = under_way(fleet)
    if found is not None:
        if found.spec.release == release:
            return
        raise Refused(f"{found.spec.release} is under way; complete or abort it first")
    index = next((at for at, ring in enumerate(spec.rings) if ring.release != release), None)
    if index is None:
        return
    for ring in spec.rings[:index]:
        _proved(fleet, ring)
    first = spec.rings[index]
    _thawed(fleet, first.name, now)
    name = _free_name(fleet, release)
    document: dict[str, Any] = {
        "apiVersion": API_VERSION,
        "kind": "Rollout",
        "metadata": {"name": name},
        "spec": {
            "release": release,
            "state": "running",
            "steps": [_step(first.name, first.release, now)],
        },
    }
    draft.create(rollout_file(name), document)
    draft.edit(PLATFORM_FILE, [Set(_release_path(index), release)])


def promote(
    draft: Draft,
    fleet: Fleet,
    plan: FleetPlan,
    evidence: Evidence | None,
    now: datetime,
    ring: str | None = None,
) -> None:
    """Close the ring that the release is in, on evidence, and bring it into the next one that
    does not run it.

    With ``ring`` that is where it is brought; if it is there already, nothing changes. After the
    last ring the roll-out is completed. Raises NotYet while it is paused, bakes, is frozen, or the
    evidence does not show every application of the ring synced, healthy and on its images.
    """
    rollout = _running(fleet)
    rings = fleet.platform.spec.rings
    steps = rollout.spec.steps
    if steps[-1].rolled_back:
        raise Refused(f"Ring {steps[-1].ring} was rolled back; abort this roll-out")
    if ring is not None and ring in [step.ring for step in steps]:
        return
    reached = [found.name for found in rings].index(steps[-1].ring)
    release = rollout.spec.release
    index = next(
        (at for at in range(reached + 1, len(rings)) if rings[at].release != release), None
    )
    following = None if index is None else rings[index]
    if ring is not None and (following is None or following.name != ring):
        after = following.name if following else "the end"
        raise Refused(f"After ring {steps[-1].ring} comes {after}, not {ring}")
    if following is not None:
        _thawed(fleet, following.name, now)
    _baked(steps[-1], rings[reached].bake, now)
    verdicts = _verdicts(fleet, plan, rollout, evidence)
    gate = {
        "passed": now.astimezone(UTC).strftime(MOMENT),
        "applications": len(verdicts),
        "evidence": evidence.digest if evidence else "no application in this ring",
    }
    base = ("spec", "steps")
    edits: list[Edit] = [Set((*base, len(steps) - 1, "gate"), gate)]
    if following is None or index is None:
        edits.append(Set(("spec", "state"), "completed"))
    else:
        edits.append(Set((*base, len(steps)), _step(following.name, following.release, now)))
        draft.edit(PLATFORM_FILE, [Set(_release_path(index), release)])
    draft.edit(rollout_file(rollout.metadata.name), edits)


def pause(draft: Draft, fleet: Fleet, reason: str) -> None:
    """Let nothing be promoted until the roll-out is resumed."""
    rollout = _any(fleet)
    edits: list[Edit] = [Set(("spec", "state"), "paused"), Set(("spec", "reason"), reason)]
    draft.edit(rollout_file(rollout.metadata.name), edits)


def resume(draft: Draft, fleet: Fleet) -> None:
    """Let the roll-out go on."""
    rollout = _any(fleet)
    edits: list[Edit] = [Set(("spec", "state"), "running"), Delete(("spec", "reason"))]
    draft.edit(rollout_file(rollout.metadata.name), edits)


def abort(draft: Draft, fleet: Fleet, reason: str) -> None:
    """Give every ring that was reached the release back that it had before."""
    rollout = under_way(fleet)
    if rollout is None:
        last = latest(fleet)
        if last is not None and last.spec.state == "aborted":
            return
        raise Refused(
            "No roll-out is under way; `dotmac rollout rollback --ring NAME` takes a ring back"
        )
    rings = [ring.name for ring in fleet.platform.spec.rings]
    edits: list[Edit] = [
        Set(_release_path(rings.index(step.ring)), step.from_)
        for step in rollout.spec.steps
        if not step.rolled_back
    ]
    draft.edit(PLATFORM_FILE, edits)
    ended: list[Edit] = [Set(("spec", "state"), "aborted"), Set(("spec", "reason"), reason)]
    draft.edit(rollout_file(rollout.metadata.name), ended)


def verdicts_of(
    fleet: Fleet, plan: FleetPlan, evidence: Evidence
) -> tuple[str, tuple[Verdict, ...]]:
    """Ring that the roll-out is in, and what the evidence says of its applications."""
    rollout = _any(fleet)
    step = rollout.spec.steps[-1]
    return step.ring, judge(_applications(plan, rollout), evidence, _moment(step.started))


def baked_at(step: RolloutStep, bake: str) -> datetime:
    """When a ring has run the release for long enough."""
    return _moment(step.started) + timedelta(**{_UNITS[bake[-1]]: int(bake[:-1])})


def _verdicts(
    fleet: Fleet, plan: FleetPlan, rollout: Rollout, evidence: Evidence | None
) -> tuple[Verdict, ...]:
    wanted, ring = _applications(plan, rollout), rollout.spec.steps[-1].ring
    if wanted and evidence is None:
        regions = ", ".join(sorted({found.region for found in wanted}))
        raise NotYet(
            f"Ring {ring} has {len(wanted)} applications (in {regions}); show that they are "
            "healthy: `argocd app list -o json > REGION.json` in each of these regions, then "
            "`dotmac rollout promote --evidence REGION.json …`"
        )
    verdicts = verdicts_of(fleet, plan, evidence)[1] if evidence else ()
    if any(found.wrong for found in verdicts):
        raise GateClosed(ring, verdicts)
    return verdicts


def _applications(plan: FleetPlan, rollout: Rollout) -> tuple[Application, ...]:
    ring = rollout.spec.steps[-1].ring
    wave = next(found for found in waves(plan) if found.ring == ring)
    return applications(plan, wave, rollout.spec.release)


def _any(fleet: Fleet) -> Rollout:
    rollout = under_way(fleet)
    if rollout is None:
        raise Refused("No roll-out is under way; `dotmac rollout start RELEASE` begins one")
    return rollout


def _running(fleet: Fleet) -> Rollout:
    rollout = _any(fleet)
    if rollout.spec.state == "paused":
        raise NotYet(
            f"The roll-out is paused: {rollout.spec.reason or 'no reason given'}; "
            "`dotmac rollout resume` lets it go on"
        )
    return rollout


def _thawed(fleet: Fleet, ring: str, now: datetime) -> None:
    freeze = fleet.platform.spec.freeze
    today = now.astimezone(UTC).date().isoformat()
    if freeze and today <= freeze.until and (not freeze.rings or ring in freeze.rings):
        raise NotYet(f"Ring {ring} is frozen until {freeze.until}: {freeze.reason}")


def _proved(fleet: Fleet, ring: Ring) -> None:
    found = arrival(fleet, ring)
    if found is None or found.step.rolled_back or found.step.gate is None:
        raise Refused(
            f"Ring {ring.name} runs {ring.release} already, but no roll-out has proved it there; "
            "give the ring another release first"
        )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, MOMENT).replace(tzinfo=UTC)


def _baked(step: RolloutStep, bake: str, now: datetime) -> None:
    end = baked_at(step, bake)
    if now < end:
        raise NotYet(f"Ring {step.ring} bakes until {end.strftime(MOMENT)} ({bake})")


def _step(ring: str, release: str, now: datetime) -> Mapping[str, str]:
    return {"ring": ring, "from": release, "started": now.astimezone(UTC).strftime(MOMENT)}


def _release_path(index: int) -> tuple[str | int, ...]:
    return ("spec", "rings", index, "release")


def _free_name(fleet: Fleet, release: str) -> str:
    """The release's own name, or with a number when it travels again."""
    numbered = (f"{release}.{count}" for count in range(2, len(fleet.rollouts) + 3))
    return next(name for name in (release, *numbered) if name not in fleet.rollouts)
