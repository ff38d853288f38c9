"""A move goes phase by phase; who may not leave a place leaves it in no phase and by no detour."""

from __future__ import annotations

import pytest

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.delivery.leaving import STAGES, offboard
from dotmac_manifests.delivery.lifecycle import suspend
from dotmac_manifests.delivery.moving import PHASES, cancel, move
from dotmac_manifests.delivery.tenants import change
from dotmac_manifests.errors import DotmacError, InputError
from tests.delivery.desk import TODAY, Desk

SLUG, HOME, AWAY = "fast-fiber", "us-east-1", "eu-west-1"


def go(desk: Desk, phase: str, to: str | None = None, slug: str = SLUG) -> tuple[str, ...]:
    return desk.do(move, desk.plan, slug, phase=phase, to=to, approved_by="cto")


def where(desk: Desk) -> tuple[str, str | None, str | None, bool]:
    """Served in, and what stands elsewhere: region, mode, removable."""
    home, other = desk.plan.tenants[SLUG], desk.plan.moving.get(SLUG)
    if other is None:
        return home.region.name, None, None, False
    return home.region.name, other.region.name, other.mode, other.removable


def test_the_phases_follow_one_another_and_each_may_be_asked_for_twice(desk: Desk) -> None:
    seen = []
    for phase in PHASES:
        assert go(desk, phase, AWAY)
        assert go(desk, phase, AWAY) == ()
        seen.append(where(desk))
    assert seen == [
        (HOME, AWAY, "data-only", False),
        (AWAY, HOME, "remains", False),
        (AWAY, HOME, "remains", True),
        (AWAY, None, None, False),
    ]
    (tombstone,) = desk.fleet.tombstones.values()
    assert (tombstone.spec.tenant, tombstone.spec.region) == (SLUG, HOME)
    assert tombstone.spec.reserves is None


def test_the_way_back_takes_the_tombstone_along(desk: Desk) -> None:
    for to in (AWAY, HOME, AWAY):
        for phase in PHASES:
            go(desk, phase, to)
    assert [found.spec.region for found in desk.fleet.tombstones.values()] == [HOME]
    assert desk.plan.tenants[SLUG].region.name == AWAY


def test_once_under_way_the_destination_need_not_be_repeated(desk: Desk) -> None:
    with pytest.raises(Refused, match="Say where fast-fiber moves: --to REGION"):
        go(desk, "prepare")
    go(desk, "prepare", AWAY)
    for phase in PHASES[1:]:
        assert go(desk, phase)
    assert where(desk)[0] == AWAY


@pytest.mark.parametrize("place", range(len(PHASES)))
def test_no_phase_is_skipped_or_taken_back(desk: Desk, place: int) -> None:
    for phase in PHASES[:place]:
        go(desk, phase, AWAY)
    before = desk.files()
    for wanted, phase in enumerate(PHASES):
        if wanted not in (place - 1, place):
            with pytest.raises(Refused, match=f"next comes --phase {PHASES[place]}"):
                go(desk, phase, AWAY)
    if place:
        with pytest.raises(Refused):
            go(desk, "switch", "ap-southeast-1")
    assert desk.files() == before


@pytest.mark.parametrize(
    ("slug", "to", "told"),
    [
        ("nordlicht", HOME, "stay in EU"),
        ("nordlicht", "ap-southeast-1", "GDPR"),
        ("citynet", AWAY, "stay in US"),
        ("lion-net", HOME, "LOCAL"),
        (SLUG, "staging-us-east-1", "staging-us-east-1 is staging, but us-east-1 is production"),
        ("demo-isp", HOME, "us-east-1 is production"),
        (SLUG, HOME, "lives in us-east-1 already"),
        (SLUG, "mars-1", "no region 'mars-1'; known: ap-southeast-1"),
        ("fast-fibre", AWAY, "no tenant 'fast-fibre'"),
    ],
)
def test_a_move_that_may_not_be_does_not_even_begin(
    desk: Desk, slug: str, to: str, told: str
) -> None:
    before = desk.files()
    with pytest.raises(DotmacError, match=told):
        go(desk, "prepare", to, slug)
    assert desk.files() == before


def test_an_unknown_phase_and_a_tenant_that_is_not_active_are_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="no phase 'prepar'; known: prepare, switch"):
        go(desk, "prepar", AWAY)
    desk.do(suspend, SLUG, "unpaid", TODAY)
    with pytest.raises(Refused, match="only an active tenant moves"):
        go(desk, "prepare", AWAY)


@pytest.mark.parametrize(
    "wishes",
    [
        ["placement.region=us-east-1"],
        ["placement.compliance=[]"],
        ["placement={region: us-east-1}"],
        ["placement={region: eu-west-1}"],
        ["placement={location: US}"],
        ["placement={region: eu-west-1, location: EU}"],
        ["lifecycle={move: {to: us-east-1}}"],
        ["lifecycle.move.to=us-east-1"],
        ["spec={id: n, displayName: N, plan: starter, seats: 1, placement: {region: us-east-1}}"],
    ],
)
def test_no_field_leads_european_data_out_of_europe(desk: Desk, wishes: list[str]) -> None:
    before = desk.files()
    with pytest.raises(DotmacError):
        desk.do(change, "nordlicht", wishes, [], TODAY)
    assert desk.files() == before


@pytest.mark.parametrize("unset", ["placement", "placement.location", "placement.compliance"])
def test_residency_is_not_given_up_by_leaving_it_out(desk: Desk, unset: str) -> None:
    with pytest.raises(DotmacError):
        desk.do(change, "nordlicht", [], [unset], TODAY)


def test_the_refusal_says_how_residency_is_released(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"under GDPR.*tenants/nordlicht\.yaml by hand"):
        desk.do(change, "nordlicht", ["placement.compliance=[]"], [], TODAY)
    assert desk.do(change, "nordlicht", ["placement.compliance=[GDPR, ISO27001]"], [], TODAY)
    with pytest.raises(Refused, match="under ISO27001"):
        desk.do(change, "nordlicht", ["placement.compliance=[GDPR]"], [], TODAY)


def test_a_region_changes_by_a_move_alone(desk: Desk) -> None:
    with pytest.raises(Refused, match=f"dotmac tenant move {SLUG} --to {AWAY}"):
        desk.do(change, SLUG, [f"placement.region={AWAY}"], [], TODAY)
    assert desk.do(change, "metro-fiber", ["placement.region=us-east-1"], [], TODAY)


@pytest.mark.parametrize("phase", PHASES[:3])
def test_hand_written_moves_out_of_the_union_are_refused_in_every_phase(
    desk: Desk, phase: str
) -> None:
    file = desk.root / "tenants/nordlicht.yaml"
    here, there = ("eu-west-1", HOME) if phase == "prepare" else (HOME, "eu-west-1")
    text = file.read_text().replace("location: EU", f"location: EU\n    region: {here}")
    field = {"prepare": "to", "switch": "from", "confirm-gone": "removable: true, from"}[phase]
    file.write_text(f"{text}  lifecycle: {{move: {{{field}: {there}}}}}\n")
    with pytest.raises(InputError, match=r"GDPR|stay in EU"):
        _ = desk.plan


def test_a_prepared_move_can_be_given_up(desk: Desk) -> None:
    go(desk, "prepare", AWAY)
    assert desk.do(cancel, SLUG)
    assert desk.do(cancel, SLUG) == ()
    assert where(desk) == (HOME, AWAY, "remains", True)
    assert go(desk, "finish")
    assert where(desk)[:2] == (HOME, None)
    assert desk.do(cancel, SLUG) == ()
    go(desk, "prepare", AWAY)
    go(desk, "switch", AWAY)
    with pytest.raises(Refused, match="has moved already"):
        desk.do(cancel, SLUG)


def test_the_last_phase_needs_a_name(desk: Desk) -> None:
    for phase in PHASES[:3]:
        go(desk, phase, AWAY)
    with pytest.raises(Refused, match="--approved-by"):
        desk.do(move, desk.plan, SLUG, phase="finish", to=AWAY)


def test_a_tombstone_says_what_is_really_gone(desk: Desk) -> None:
    for phase in PHASES:
        go(desk, phase, AWAY)
    text = (desk.root / f"tombstones/{SLUG}.moved-from.{HOME}.yaml").read_text()
    file = desk.root / f"tombstones/{SLUG}.moved-from.{AWAY}.yaml"
    file.write_text(text.replace(HOME, AWAY))
    with pytest.raises(InputError, match="has data in eu-west-1 again"):
        _ = desk.plan


def test_tombstones_of_moves_and_departures_never_share_a_name(desk: Desk) -> None:
    for phase in PHASES:
        go(desk, phase, AWAY)
    for stage in STAGES:
        desk.do(offboard, desk.plan, SLUG, stage=stage, approved_by="cto", confirm=SLUG)
    assert list(desk.fleet.tombstones) == ["fast-fiber", "fast-fiber.moved-from.us-east-1"]
