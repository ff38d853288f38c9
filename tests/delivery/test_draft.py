"""Drafted edits: seen at once, written by nobody but the caller."""

from __future__ import annotations

import pytest

from dotmac_manifests.delivery.draft import Draft, Refused
from dotmac_manifests.delivery.lifecycle import suspend
from dotmac_manifests.edit.text import Set
from tests.delivery.desk import TODAY, Desk

FILE = "tenants/citynet.yaml"


def test_edits_add_up_and_are_seen_before_they_are_written(desk: Desk) -> None:
    before, draft = desk.files(), Draft(desk.root)
    draft.edit(FILE, [Set(("spec", "seats"), 1300)])
    draft.edit(FILE, [Set(("spec", "backup", "retentionDays"), 91)])
    spec = draft.fleet().tenants["citynet"].spec
    assert spec.backup is not None
    assert (spec.seats, spec.backup.retention_days) == (1300, 91)
    draft.remove("tenants/lion-net.yaml")
    assert "lion-net" not in draft.fleet().tenants
    assert list(draft.changes.files) == [FILE, "tenants/lion-net.yaml"]
    assert desk.files() == before


def test_what_stands_is_not_created_again_unless_it_goes_first(desk: Desk) -> None:
    draft = Draft(desk.root)
    document = {"apiVersion": "v", "kind": "Tenant", "metadata": {"name": "citynet"}, "spec": {}}
    with pytest.raises(Refused, match=r"tenants/citynet\.yaml exists already"):
        draft.create(FILE, document)
    draft.remove(FILE)
    draft.create(FILE, document)
    with pytest.raises(Refused, match="exists already"):
        draft.create(FILE, document)


@pytest.mark.parametrize(
    "reason", ["#1: “a” & b", "- x", "on", "2026-11-21", "null", "'\"\\", "é😀"]
)
def test_whatever_people_write_reads_back_as_they_wrote_it(desk: Desk, reason: str) -> None:
    desk.do(suspend, "citynet", reason, TODAY)
    assert desk.fleet.tenants["citynet"].spec.lifecycle.reason == reason


def test_what_no_file_can_hold_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="half a character"):
        desk.do(suspend, "citynet", "\udcff", TODAY)
