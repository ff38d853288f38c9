"""A release travels ring by ring on evidence; every no leaves every byte as it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from dotmac_manifests.delivery.draft import NotYet, Refused
from dotmac_manifests.delivery.evidence import Evidence, read_evidence
from dotmac_manifests.delivery.lifecycle import freeze, suspend
from dotmac_manifests.delivery.rollback import rollback_ring
from dotmac_manifests.delivery.rollouts import GateClosed, abort, pause, promote, resume, start
from dotmac_manifests.errors import InputError
from tests.delivery.argocd import evidence
from tests.delivery.desk import NOW, TODAY, Desk

NEW, OLD = "v1.2.4", "v1.2.3"
RINGS = ("staging", "control-plane", "early", "general")
LATER = timedelta(days=2)


def releases(desk: Desk) -> list[str]:
    return [ring.release for ring in desk.fleet.platform.spec.rings]


def promoted(desk: Desk, times: int, now: datetime = NOW) -> None:
    """So many rings further, each with all evidence and long after its bake time."""
    for count in range(1, times + 1):
        plan = desk.plan
        desk.do(promote, plan, evidence(plan), now + LATER * count)


def test_a_release_goes_from_ring_to_ring_and_is_completed(desk: Desk) -> None:
    assert desk.do(start, NEW, NOW) == ("platform.yaml", "rollouts/v1.2.4.yaml")
    for reached in range(1, len(RINGS) + 1):
        assert releases(desk) == [NEW] * reached + [OLD] * (len(RINGS) - reached)
        steps = desk.fleet.rollouts[NEW].spec.steps
        assert [step.ring for step in steps] == list(RINGS[:reached])
        assert [step.gate is not None for step in steps] == [True] * (reached - 1) + [False]
        promoted(desk, 1, NOW + LATER * reached)
    spec = desk.fleet.rollouts[NEW].spec
    assert (spec.state, spec.steps[-1].from_) == ("completed", OLD)
    assert spec.steps[2].gate is not None
    assert spec.steps[2].gate.applications == 1
    text = (desk.read("rollouts/v1.2.4.yaml") or b"").decode()
    assert text.startswith("# yaml-language-server: $schema=../schemas/rollout.schema.json\n")
    before = desk.files()
    assert desk.do(start, NEW, NOW) == ()
    for verb, arguments in ((promote, (desk.plan, None, NOW)), (pause, ("x",)), (resume, ())):
        with pytest.raises(Refused, match="No roll-out is under way"):
            desk.do(verb, *arguments)
    with pytest.raises(Refused, match="rollback --ring"):
        desk.do(abort, "too late")
    assert desk.files() == before


def test_starting_again_changes_nothing_and_another_waits(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    assert desk.do(start, NEW, NOW + LATER) == ()
    with pytest.raises(Refused, match=r"v1\.2\.4 is under way"):
        desk.do(start, OLD, NOW)
    with pytest.raises(Refused, match=r"no release 'v9\.9\.9'; known: v1\.2\.3, v1\.2\.4"):
        desk.do(start, "v9.9.9", NOW)


def test_a_ring_named_is_entered_once(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    plan = desk.plan
    with pytest.raises(Refused, match="After ring staging comes control-plane, not general"):
        desk.do(promote, plan, evidence(plan), NOW + LATER, "general")
    assert desk.do(promote, plan, evidence(plan), NOW + LATER, "control-plane")
    assert desk.do(promote, desk.plan, None, NOW, "control-plane") == ()


def broken(change: dict[str, Any]) -> Any:
    def apply(report: dict[str, Any]) -> None:
        if report["metadata"]["name"] == "tenant-demo-isp":
            report["status"].update(change)

    return apply


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"health": {"status": "Degraded", "message": "boom"}}, "is Degraded, not Healthy: boom"),
        ({"sync": {"status": "OutOfSync"}}, "is OutOfSync"),
        ({"sync": {"status": "Unknown"}}, "is Unknown"),
        ({"operationState": {"phase": "Failed"}}, "has not passed its smoke test"),
        ({"summary": {"images": ["old@sha256:00"]}}, "does not run sha256:"),
    ],
)
def test_one_application_that_is_not_proved_holds_the_ring(
    desk: Desk, change: dict[str, Any], told: str
) -> None:
    desk.do(start, NEW, NOW)
    before, plan = desk.files(), desk.plan
    with pytest.raises(GateClosed) as raised:
        desk.do(promote, plan, evidence(plan, broken(change)), NOW + LATER)
    assert "Ring staging is not proved healthy: 1 of 2 applications" in str(raised.value)
    assert f"staging-us-east-1 tenant-demo-isp {told}" in str(raised.value)
    assert desk.files() == before


@pytest.mark.parametrize("given", [None, read_evidence([("apps.json", b"[]")])])
def test_no_evidence_is_no_evidence_of_health(desk: Desk, given: Evidence | None) -> None:
    desk.do(start, NEW, NOW)
    before = desk.files()
    with pytest.raises(NotYet, match=r"staging.* 2 |2 of 2 applications"):
        desk.do(promote, desk.plan, given, NOW + LATER)
    assert desk.files() == before


def test_evidence_from_before_the_ring_took_the_release_does_not_count(desk: Desk) -> None:
    before = evidence(desk.plan)
    desk.do(start, NEW, NOW)
    with pytest.raises(GateClosed, match="does not run"):
        desk.do(promote, desk.plan, before, NOW + LATER)
    stale = {"reconciledAt": (NOW - timedelta(minutes=1)).isoformat()}
    plan = desk.plan
    with pytest.raises(GateClosed, match="read it again"):
        desk.do(promote, plan, evidence(plan, broken(stale)), NOW + LATER)


def test_a_ring_bakes_for_as_long_as_it_says(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    plan = desk.plan
    with pytest.raises(NotYet, match=r"bakes until 2026-11-21T11:30Z \(2h\)"):
        desk.do(promote, plan, evidence(plan), NOW + timedelta(minutes=119))
    assert desk.do(promote, plan, evidence(plan), NOW + timedelta(minutes=120))


def test_a_freeze_of_the_platform_holds_its_rings_through_its_last_day(desk: Desk) -> None:
    file = desk.root / "platform.yaml"
    text = file.read_text()
    frozen = "  freeze: {until: 2026-12-31, reason: holidays%s}\n  defaultRing:"
    file.write_text(text.replace("  defaultRing:", frozen % "", 1))
    with pytest.raises(NotYet, match="Ring staging is frozen until 2026-12-31: holidays"):
        desk.do(start, NEW, NOW)
    file.write_text(text.replace("  defaultRing:", frozen % ", rings: [control-plane]", 1))
    desk.do(start, NEW, NOW)
    plan = desk.plan
    with pytest.raises(NotYet, match="Ring control-plane is frozen"):
        desk.do(promote, plan, evidence(plan), datetime.fromisoformat("2026-12-31T23:59Z"))
    assert desk.do(promote, plan, evidence(plan), datetime.fromisoformat("2027-01-01T00:00Z"))


def test_a_paused_roll_out_waits_until_it_is_resumed(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    running = desk.files()
    assert desk.do(pause, "metrics look odd") == ("rollouts/v1.2.4.yaml",)
    assert desk.do(pause, "metrics look odd") == ()
    plan = desk.plan
    with pytest.raises(NotYet, match="paused: metrics look odd"):
        desk.do(promote, plan, evidence(plan), NOW + LATER)
    desk.do(resume)
    assert desk.do(resume) == ()
    assert desk.files() == running
    assert desk.do(promote, plan, evidence(plan), NOW + LATER)


@pytest.mark.parametrize("rings", range(len(RINGS)))
@pytest.mark.parametrize("spelt", ["v1.2.3", '"v1.2.3" # as agreed'])
def test_an_aborted_roll_out_leaves_the_platform_as_it_was(
    desk: Desk, rings: int, spelt: str
) -> None:
    file = desk.root / "platform.yaml"
    file.write_text(file.read_text().replace("release: v1.2.3\n", f"release: {spelt}\n"))
    before = desk.read("platform.yaml")
    desk.do(start, NEW, NOW)
    promoted(desk, rings)
    desk.do(abort, "errors at checkout")
    assert desk.read("platform.yaml") == before
    assert desk.do(abort, "errors at checkout") == ()
    spec = desk.fleet.rollouts[NEW].spec
    assert (spec.state, spec.reason) == ("aborted", "errors at checkout")


def test_after_an_abort_the_same_release_may_travel_again(desk: Desk) -> None:
    for name in ("v1.2.4", "v1.2.4.2", "v1.2.4.3"):
        assert desk.do(start, NEW, NOW) == ("platform.yaml", f"rollouts/{name}.yaml")
        desk.do(abort, "again")
    desk.do(start, NEW, NOW)
    promoted(desk, 4)
    assert releases(desk) == [NEW] * 4


def test_a_roll_out_takes_up_what_was_rolled_back_and_skips_what_is_there(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    promoted(desk, 4)
    desk.do(rollback_ring, "early", "slow")
    assert releases(desk) == [NEW, NEW, OLD, NEW]
    now = NOW + timedelta(days=30)
    desk.do(start, NEW, now)
    assert releases(desk) == [NEW] * 4
    assert [step.ring for step in desk.fleet.rollouts["v1.2.4.2"].spec.steps] == ["early"]
    promoted(desk, 1, now)
    assert desk.fleet.rollouts["v1.2.4.2"].spec.state == "completed"


def test_no_roll_out_begins_behind_a_ring_that_never_proved_the_release(desk: Desk) -> None:
    file = desk.root / "platform.yaml"
    file.write_text(file.read_text().replace("release: v1.2.3\n", "release: v1.2.4\n", 1))
    with pytest.raises(Refused, match=r"Ring staging runs v1\.2\.4 already, but no roll-out"):
        desk.do(start, NEW, NOW)


def test_a_ring_in_the_middle_goes_back_while_the_others_keep_what_they_have(desk: Desk) -> None:
    before = desk.read("platform.yaml")
    desk.do(start, NEW, NOW)
    promoted(desk, 2)
    desk.do(rollback_ring, "control-plane", "slow")
    assert releases(desk) == [NEW, OLD, NEW, OLD]
    assert desk.fleet.rollouts[NEW].spec.state == "paused"
    desk.do(abort, "slow everywhere")
    assert desk.read("platform.yaml") == before


def test_a_roll_out_whose_present_ring_was_rolled_back_goes_no_further(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    desk.do(rollback_ring, "staging", "broken")
    desk.do(resume)
    with pytest.raises(Refused, match="was rolled back; abort this roll-out"):
        desk.do(promote, desk.plan, None, NOW + LATER)


def test_who_stands_aside_is_not_asked_for(desk: Desk) -> None:
    desk.do(freeze, desk.plan, "demo-isp", TODAY + LATER, "audit", TODAY)
    desk.do(suspend, "citynet", "unpaid", TODAY)
    desk.do(start, NEW, NOW)
    assert desk.plan.tenants["demo-isp"].release == OLD
    promoted(desk, 3)
    gates = [step.gate for step in desk.fleet.rollouts[NEW].spec.steps]
    assert [gate.applications for gate in gates if gate] == [1, 1, 0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("state: running", "state: walking", "'running'"),
        ("2026-11-21T09:30Z", "2026-13-41T09:30Z", "not a minute"),
        ("ring: staging", "ring: stagnig", "'stagnig' does not exist"),
        ("from: v1.2.3", "from: v0.0.1", "'v0.0.1' does not exist"),
        ("release: v1.2.4", "release: v7.7.7", "'v7.7.7' does not exist"),
    ],
)
def test_a_record_that_says_nonsense_is_refused_before_anything(
    desk: Desk, old: str, new: str, told: str
) -> None:
    desk.do(start, NEW, NOW)
    file = desk.root / "rollouts/v1.2.4.yaml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(InputError, match=told):
        desk.do(pause, "x")


def test_two_roll_outs_at_once_are_refused(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    text = (desk.root / "rollouts/v1.2.4.yaml").read_text()
    (desk.root / "rollouts/other.yaml").write_text(text.replace("name: v1.2.4", "name: other"))
    with pytest.raises(InputError, match="one release travels at a time"):
        _ = desk.plan
