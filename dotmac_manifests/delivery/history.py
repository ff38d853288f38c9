"""What roll-outs did to a ring, as `rollouts/` remembers it."""

from __future__ import annotations

from dataclasses import dataclass

from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.records import Rollout, RolloutStep
from dotmac_manifests.spec.releases import Ring


@dataclass(frozen=True)
class Arrival:
    """How a ring came to what it runs: by step ``place`` of a roll-out, or by its undoing."""

    rollout: Rollout
    place: int

    @property
    def step(self) -> RolloutStep:
        """The step itself; its ``rolled_back`` tells whether it was undone."""
        return self.rollout.spec.steps[self.place]

    @property
    def release(self) -> str:
        """What the ring ran afterwards."""
        return self.step.from_ if self.step.rolled_back else self.rollout.spec.release


def arrival(fleet: Fleet, ring: Ring) -> Arrival | None:
    """The last step that explains what the ring runs, or None when no roll-out does.

    What an aborted roll-out did is undone and explains nothing, except where its ring had been
    rolled back before: rolling back twice must not lead two releases back.
    """
    found = [
        Arrival(rollout, place)
        for rollout in fleet.rollouts.values()
        for place, step in enumerate(rollout.spec.steps)
        if step.ring == ring.name and (step.rolled_back or rollout.spec.state != "aborted")
    ]
    explaining = [one for one in found if one.release == ring.release]
    return max(explaining, key=lambda one: (one.step.started, one.step.rolled_back), default=None)


def latest(fleet: Fleet) -> Rollout | None:
    """The roll-out that began last."""
    return max(
        fleet.rollouts.values(),
        key=lambda found: (found.spec.steps[0].started, found.spec.steps[-1].started),
        default=None,
    )
