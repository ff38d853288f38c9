"""Where a roll-out stands: each ring's release, gate and bake time, and what holds it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from dotmac_manifests.delivery.evidence import Evidence
from dotmac_manifests.delivery.rollouts import baked_at, under_way, verdicts_of
from dotmac_manifests.delivery.waves import waves
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.records import MOMENT


@dataclass(frozen=True)
class RingStatus:
    """One ring: ``state`` is waiting, there (it ran the release before), baking, open (its gate
    is), passed or rolled back; empty without a roll-out."""

    ring: str
    release: str
    tenants: int
    held: dict[str, str]
    state: str
    bakes_until: str | None


@dataclass(frozen=True)
class Status:
    """The roll-out that is under way, if any, and every ring."""

    release: str | None
    state: str | None
    reason: str | None
    freeze: str | None
    rings: tuple[RingStatus, ...]
    unhealthy: tuple[str, ...]
    """With evidence: what keeps the gate of the present ring closed."""


def status(fleet: Fleet, plan: FleetPlan, evidence: Evidence | None, now: datetime) -> Status:
    """Read it off the inputs; ``evidence`` is judged for the ring that the release is in."""
    rollout = under_way(fleet)
    steps = {step.ring: step for step in rollout.spec.steps} if rollout else {}
    rings = []
    for wave in waves(plan):
        step = steps.get(wave.ring)
        end = baked_at(step, wave.bake) if step else None
        state = "waiting" if rollout else ""
        if rollout and wave.release == rollout.spec.release:
            state = "there"
        if step is not None and end is not None:
            state = "passed" if step.gate else "baking" if now < end else "open"
            state = "rolled back" if step.rolled_back else state
        rings.append(
            RingStatus(
                ring=wave.ring,
                release=wave.release,
                tenants=len(wave.tenants),
                held=dict(wave.held),
                state=state,
                bakes_until=end.strftime(MOMENT) if end and state == "baking" else None,
            )
        )
    wrong: list[str] = []
    if evidence is not None and rollout is not None:
        _, verdicts = verdicts_of(fleet, plan, evidence)
        wrong = [
            f"{found.application.region} {found.application.name} {found.wrong}"
            for found in verdicts
            if found.wrong
        ]
    freeze = fleet.platform.spec.freeze
    return Status(
        release=rollout.spec.release if rollout else None,
        state=rollout.spec.state if rollout else None,
        reason=rollout.spec.reason if rollout else None,
        freeze=f"until {freeze.until}: {freeze.reason}" if freeze else None,
        rings=tuple(rings),
        unhealthy=tuple(wrong),
    )


def record(found: Status) -> dict[str, Any]:
    """As plain data, for reports, with the field names of our JSON."""
    plain = asdict(found)
    for ring in plain["rings"]:
        ring["bakesUntil"] = ring.pop("bakes_until")
    return plain
