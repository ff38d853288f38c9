"""What a tenant's lifecycle means for what is rendered, and what it may not say."""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.errors import Problem
from dotmac_manifests.plan.model import Mode
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.tenant import Lifecycle, Tenant

_PATH = ("spec", "lifecycle")
_STAGES: dict[str, Mode] = {
    "approved": "paused",
    "final-backup": "data-only",
    "drained": "remains",
    "removable": "remains",
}
"""Nobody is served once offboarding is approved; the databases run for the final backup only."""


def presence(lifecycle: Lifecycle, *, at_home: bool) -> tuple[Mode, bool]:
    """What runs of a tenant where it is served, or in the second region of a move; and whether
    namespace and claims may go."""
    move = lifecycle.move
    if not at_home:
        prepared = move is not None and move.to is not None
        return ("data-only" if prepared else "remains"), move is not None and move.removable
    if lifecycle.state == "suspended":
        return "paused", False
    if lifecycle.state == "offboarding" and lifecycle.stage is not None:
        return _STAGES[lifecycle.stage], lifecycle.stage == "removable"
    return "running", False


def lifecycle_problems(fleet: Fleet) -> Iterator[Problem]:
    """Fields of the lifecycle that lack each other or do not go together."""
    for slug, tenant in fleet.tenants.items():
        yield from _fields(tenant, fleet.tenant_sources[slug], fleet)


def _fields(tenant: Tenant, source: Source, fleet: Fleet) -> Iterator[Problem]:
    found = tenant.spec.lifecycle
    state = found.state
    needed = {
        "suspended": {"reason": found.reason},
        "frozen": {"reason": found.reason, "until": found.until, "release": found.release},
        "offboarding": {
            "reason": found.reason,
            "stage": found.stage,
            "approvedBy": found.approved_by,
        },
    }.get(state, {})
    for name, value in needed.items():
        if value is None:
            yield source.problem(_PATH, f"{state} without {name}", f"add {name}:")
    owners = {
        "until": ("frozen", found.until),
        "release": ("frozen", found.release),
        "stage": ("offboarding", found.stage),
        "approvedBy": ("offboarding", found.approved_by),
    }
    for name, (owner, value) in owners.items():
        if value is not None and state != owner:
            yield source.problem(
                (*_PATH, name), f"only a tenant that is {owner} has it", "remove it"
            )
    releases = fleet.platform.spec.releases
    if found.release is not None and found.release not in releases:
        yield source.unknown((*_PATH, "release"), found.release, releases)
    if found.move is not None and state == "offboarding":
        message = "a tenant that leaves does not move"
        yield source.problem((*_PATH, "move"), message, "finish the move first")
