"""A tenant pauses, stands still and comes back; then its file is what it was, byte for byte."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dotmac_manifests.delivery.draft import NotYet, Refused
from dotmac_manifests.delivery.leaving import offboard
from dotmac_manifests.delivery.lifecycle import freeze, resume, suspend
from dotmac_manifests.errors import InputError
from tests.delivery.desk import TODAY, Desk


def test_suspend_and_resume_leave_no_trace(desk: Desk) -> None:
    before = desk.files()
    assert desk.do(suspend, "fast-fiber", "an unpaid invoice", TODAY) == (
        "tenants/fast-fiber.yaml",
    )
    plan = desk.plan.tenants["fast-fiber"]
    assert plan.mode == "paused"
    assert all(size.max_replicas == 0 for size in plan.sizes.values())
    assert plan.flows == desk_flows(desk, before)
    assert desk.do(suspend, "fast-fiber", "an unpaid invoice", TODAY) == ()
    desk.do(resume, "fast-fiber")
    assert desk.files() == before
    assert desk.do(resume, "fast-fiber") == ()


def desk_flows(desk: Desk, before: dict[str, bytes]) -> object:
    """Flows of fast-fiber as they were."""
    now = (desk.root / "tenants/fast-fiber.yaml").read_bytes()
    (desk.root / "tenants/fast-fiber.yaml").write_bytes(before["tenants/fast-fiber.yaml"])
    flows = desk.plan.tenants["fast-fiber"].flows
    (desk.root / "tenants/fast-fiber.yaml").write_bytes(now)
    return flows


def test_a_frozen_tenant_keeps_its_release_and_thaws_without_a_trace(desk: Desk) -> None:
    before = desk.files()
    until = TODAY + timedelta(days=9)
    desk.do(freeze, desk.plan, "citynet", until, "quarter end", TODAY)
    lifecycle = desk.fleet.tenants["citynet"].spec.lifecycle
    assert (lifecycle.state, lifecycle.until, lifecycle.release) == (
        "frozen",
        "2026-11-30",
        "v1.2.3",
    )
    assert desk.do(freeze, desk.plan, "citynet", until, "quarter end", TODAY) == ()
    desk.do(freeze, desk.plan, "citynet", until + timedelta(days=1), "longer", TODAY)
    with pytest.raises(NotYet):
        desk.do(suspend, "citynet", "x", TODAY)
    desk.do(resume, "citynet")
    assert desk.files() == before


def test_a_freeze_has_to_end_in_the_future_and_to_find_an_active_tenant(desk: Desk) -> None:
    with pytest.raises(Refused, match="is over"):
        desk.do(freeze, desk.plan, "citynet", TODAY - timedelta(days=1), "late", TODAY)
    desk.do(suspend, "citynet", "x", TODAY)
    with pytest.raises(Refused, match="is suspended"):
        desk.do(freeze, desk.plan, "citynet", TODAY, "x", TODAY)


def test_an_approved_departure_can_be_taken_back_until_it_is_removable(desk: Desk) -> None:
    before = desk.files()
    arguments = {"approved_by": "cto", "reason": "contract ended", "confirm": "metro-fiber"}
    for stage in ("approved", "final-backup", "drained"):
        desk.do(offboard, desk.plan, "metro-fiber", stage=stage, **arguments)
    desk.do(resume, "metro-fiber")
    assert desk.files() == before
    for stage in ("approved", "final-backup", "drained", "removable"):
        desk.do(offboard, desk.plan, "metro-fiber", stage=stage, **arguments)
    with pytest.raises(Refused, match="removable"):
        desk.do(resume, "metro-fiber")


@pytest.mark.parametrize(
    ("lifecycle", "told"),
    [
        ("state: suspended", "suspended without reason"),
        ("state: frozen\n    reason: x\n    until: 2026-12-01", "frozen without release"),
        ("state: frozen\n    reason: x\n    release: v1.2.3\n    until: 2026-02-31", "not a day"),
        (
            "state: frozen\n    reason: x\n    release: v9.9.9\n    until: 2026-12-01",
            "does not exist",
        ),
        ("stage: drained", "only a tenant that is offboarding"),
        ("state: offboarding\n    reason: x\n    stage: drained", "without approvedBy"),
        ("move: {}", "either to: or from:"),
        ("move: {to: eu-west-1, removable: true}", "old region"),
    ],
)
def test_a_lifecycle_that_says_half_is_refused(desk: Desk, lifecycle: str, told: str) -> None:
    file = desk.root / "tenants/metro-fiber.yaml"
    file.write_text(f"{file.read_text().rstrip()}\n  lifecycle:\n    {lifecycle}\n")
    with pytest.raises(InputError, match=told):
        _ = desk.plan
