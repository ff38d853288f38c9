"""A tenant leaves stage by stage, and nobody ever gets a name of its again."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.delivery.leaving import STAGES, offboard
from dotmac_manifests.delivery.lifecycle import freeze, suspend
from dotmac_manifests.delivery.moving import move
from dotmac_manifests.delivery.tenants import Newcomer, change, new
from dotmac_manifests.errors import DotmacError, InputError
from tests.delivery.desk import TODAY, Desk

SLUG = "fast-fiber"


def leave(desk: Desk, stage: str, slug: str = SLUG, **named: Any) -> tuple[str, ...]:
    arguments = {"approved_by": "cto", "confirm": slug, **named}
    return desk.do(offboard, desk.plan, slug, stage=stage, **arguments)


def gone(desk: Desk, slug: str = SLUG) -> None:
    for stage in STAGES:
        leave(desk, stage, slug)


def test_the_stages_follow_one_another_and_each_may_be_asked_for_twice(desk: Desk) -> None:
    modes = []
    for stage in STAGES[:-1]:
        assert leave(desk, stage, reason="merged") == ("tenants/fast-fiber.yaml",)
        assert leave(desk, stage) == ()
        plan = desk.plan.tenants[SLUG]
        modes.append((plan.mode, plan.removable))
    assert modes == [
        ("paused", False),
        ("data-only", False),
        ("remains", False),
        ("remains", True),
    ]
    assert leave(desk, "gone") == ("tenants/fast-fiber.yaml", "tombstones/fast-fiber.yaml")
    assert leave(desk, "gone") == ()
    assert SLUG not in desk.plan.tenants
    spec = desk.fleet.tombstones[SLUG].spec
    assert (spec.region, spec.approved_by, spec.reason) == ("us-east-1", "cto", "merged")


@pytest.mark.parametrize("place", range(len(STAGES)))
def test_no_stage_is_skipped_or_taken_back(desk: Desk, place: int) -> None:
    for stage in STAGES[:place]:
        leave(desk, stage)
    before = desk.files()
    for wanted, stage in enumerate(STAGES):
        if wanted not in (place - 1, place):
            with pytest.raises(Refused, match=f"next comes --stage {STAGES[place]}"):
                leave(desk, stage)
    assert desk.files() == before


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"confirm": "citynet"}, "--confirm fast-fiber"),
        ({"stage": "aproved"}, "no stage 'aproved'; known: approved, final-backup"),
        ({"slug": "fast-fibre", "confirm": "fast-fibre"}, "no tenant 'fast-fibre'"),
        ({"approved_by": ""}, "approvedBy"),
        ({"reason": "two\nlines"}, "reason"),
    ],
)
def test_what_makes_no_sense_is_refused(desk: Desk, named: dict[str, Any], told: str) -> None:
    before = desk.files()
    with pytest.raises(DotmacError, match=told):
        leave(desk, **{"stage": "approved", **named})
    assert desk.files() == before


def test_who_moves_or_is_frozen_does_not_leave_but_who_is_suspended_may(desk: Desk) -> None:
    desk.do(freeze, desk.plan, "citynet", TODAY, "audit", TODAY)
    with pytest.raises(Refused, match="is frozen; `dotmac tenant resume citynet`"):
        leave(desk, "approved", "citynet")
    desk.do(move, desk.plan, SLUG, phase="prepare", to="eu-west-1")
    with pytest.raises(Refused, match="finish the move first"):
        leave(desk, "approved")
    desk.do(suspend, "metro-fiber", "unpaid", TODAY)
    assert leave(desk, "approved", "metro-fiber")
    assert desk.fleet.tenants["metro-fiber"].spec.lifecycle.reason == "The contract has ended."


def test_who_leaves_takes_no_more_changes(desk: Desk) -> None:
    leave(desk, "approved")
    with pytest.raises(Refused, match="is leaving"):
        desk.do(change, SLUG, ["seats=51"], [], TODAY)
    with pytest.raises(Refused, match="is leaving"):
        desk.do(suspend, SLUG, "x", TODAY)


@pytest.mark.parametrize(
    ("changes", "assignments", "told"),
    [
        ({"slug": SLUG}, [], "has left for good"),
        ({"id": "fast-fiber-isp-123"}, [], "id fast-fiber-isp-123 belonged"),
        ({}, ["subdomain=fast-fiber"], "host fast-fiber.isp.dotmac.com belonged"),
        ({}, ["customDomains=[ops.fastfiber.com]"], "host ops.fastfiber.com belonged"),
    ],
)
def test_no_newcomer_inherits_a_name(
    desk: Desk, changes: dict[str, Any], assignments: list[str], told: str
) -> None:
    gone(desk)
    wanted = {"slug": "newcomer", "name": "N", "plan": "starter", "region": "us-east-1"}
    with pytest.raises(InputError, match=told):
        desk.do(new, Newcomer(**{**wanted, **changes}), assignments)
    assert desk.do(new, Newcomer(**wanted), [])
    for text in assignments:
        with pytest.raises(InputError, match=told):
            desk.do(change, "newcomer", [text], [], TODAY)


def test_no_other_tenant_takes_a_custom_domain_that_is_free_now(desk: Desk) -> None:
    gone(desk)
    with pytest.raises(InputError, match="belonged to a tenant that has left"):
        desk.do(change, "lion-net", ["customDomains=[ops.fastfiber.com]"], [], TODAY)


def test_a_bucket_that_another_region_and_slug_would_spell_alike_stays_reserved(desk: Desk) -> None:
    text = (desk.root / "regions/eu-west-1.yaml").read_text()
    short = text.replace("  name: eu-west-1\n", "  name: eu\n").replace(
        "  defaultForLocation: true\n", ""
    )
    (desk.root / "regions/eu.yaml").write_text(short)
    desk.do(new, Newcomer("acme", "A", "starter", region="eu-west-1"), [])
    gone(desk, "acme")
    with pytest.raises(InputError, match="bucket dotmac-eu-west-1-acme belonged"):
        desk.do(new, Newcomer("west-1-acme", "B", "starter", region="eu"), [])
