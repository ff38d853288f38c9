"""Where a roll-out stands, in words that an operator and a program can act on."""

from __future__ import annotations

import json
from datetime import timedelta

from dotmac_manifests.delivery.evidence import read_evidence
from dotmac_manifests.delivery.rollback import rollback_ring
from dotmac_manifests.delivery.rollouts import pause, start
from dotmac_manifests.delivery.status import record, status
from tests.delivery.argocd import evidence
from tests.delivery.desk import NOW, Desk
from tests.delivery.test_rollouts import promoted

NEW = "v1.2.4"


def states(desk: Desk, now: timedelta = timedelta()) -> list[str]:
    return [ring.state for ring in status(desk.fleet, desk.plan, None, NOW + now).rings]


def test_without_a_roll_out_every_ring_just_runs_what_it_runs(desk: Desk) -> None:
    found = status(desk.fleet, desk.plan, evidence(desk.plan), NOW)
    assert (found.release, found.state, found.unhealthy) == (None, None, ())
    assert {(ring.release, ring.state, ring.bakes_until) for ring in found.rings} == {
        ("v1.2.3", "", None)
    }
    assert sum(ring.tenants + len(ring.held) for ring in found.rings) == len(desk.plan.tenants)


def test_a_ring_waits_bakes_opens_and_has_passed(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    assert states(desk) == ["baking", "waiting", "waiting", "waiting"]
    assert states(desk, timedelta(hours=2)) == ["open", "waiting", "waiting", "waiting"]
    promoted(desk, 3)
    assert states(desk, timedelta(days=30)) == ["passed", "passed", "passed", "open"]
    desk.do(rollback_ring, "general", "slow")
    assert states(desk) == ["passed", "passed", "passed", "rolled back"]


def test_a_ring_that_ran_the_release_before_is_there(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    promoted(desk, 4)
    desk.do(rollback_ring, "early", "slow")
    desk.do(start, NEW, NOW + timedelta(days=30))
    assert states(desk, timedelta(days=40)) == ["there", "there", "open", "there"]


def test_evidence_tells_what_keeps_the_gate_closed(desk: Desk) -> None:
    desk.do(start, NEW, NOW)
    found = status(desk.fleet, desk.plan, read_evidence([("x", b"[]")]), NOW)
    assert found.unhealthy == (
        "staging-us-east-1 platform-admin is not in the evidence",
        "staging-us-east-1 tenant-demo-isp is not in the evidence",
    )
    assert status(desk.fleet, desk.plan, evidence(desk.plan), NOW).unhealthy == ()


def test_the_record_is_plain_json_with_the_reason_and_the_freeze(desk: Desk) -> None:
    file = desk.root / "platform.yaml"
    frozen = "  freeze: {until: 2026-12-31, reason: holidays, rings: [general]}\n  defaultRing:"
    file.write_text(file.read_text().replace("  defaultRing:", frozen, 1))
    desk.do(start, NEW, NOW)
    desk.do(pause, "odd metrics")
    found = json.loads(json.dumps(record(status(desk.fleet, desk.plan, None, NOW))))
    assert (found["state"], found["reason"]) == ("paused", "odd metrics")
    assert found["freeze"] == "until 2026-12-31: holidays"
    assert found["rings"][0] == {
        "ring": "staging",
        "release": NEW,
        "tenants": 1,
        "held": {},
        "state": "baking",
        "bakesUntil": "2026-11-21T11:30Z",
    }
