"""What disappears is approved by name; tenants and regions leave by verbs of their own."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.delivery.leaving import STAGES, offboard
from dotmac_manifests.delivery.moving import PHASES, move
from dotmac_manifests.delivery.removals import approve, retire
from dotmac_manifests.errors import DotmacError, InputError
from dotmac_manifests.plan.approvals import GoneObject
from tests.delivery.desk import Desk

CLAIM: GoneObject = ("us-east-1", "PersistentVolumeClaim", "tenant-citynet", "netbox-media")
CLASS: GoneObject = ("us-east-1", "PriorityClass", "", "old")
WHO = {"reason": "not needed any more", "approved_by": "cto"}


def allow(desk: Desk, name: str, *objects: GoneObject) -> tuple[str, ...]:
    return desk.do(approve, desk.plan, name, objects, **WHO)


def test_exactly_the_objects_named_are_approved(desk: Desk) -> None:
    assert allow(desk, "netbox-media.1", CLASS, CLAIM, CLAIM) == ("removals/netbox-media.1.yaml",)
    assert desk.plan.approvals.objects == {CLAIM, CLASS}
    text = (desk.read("removals/netbox-media.1.yaml") or b"").decode()
    assert text.startswith("# yaml-language-server: $schema=../schemas/removal.schema.json\n")
    assert allow(desk, "netbox-media.1") == ()
    with pytest.raises(Refused, match="exists already"):
        allow(desk, "netbox-media.1", CLAIM)
    with pytest.raises(Refused, match="Nothing would disappear"):
        allow(desk, "other")


@pytest.mark.parametrize("name", ["a/b", "../a", ".hidden", "", "/etc/x", "a/../../b"])
def test_a_record_that_nobody_would_read_is_not_written(desk: Desk, name: str) -> None:
    before = desk.files()
    with pytest.raises(DotmacError):
        allow(desk, name, CLAIM)
    assert desk.files() == before


def test_a_name_has_to_be_one_for_a_record(desk: Desk) -> None:
    with pytest.raises(InputError, match=r"metadata\.name"):
        allow(desk, "Quarter End", CLAIM)


def test_no_tenant_and_no_region_goes_by_the_way(desk: Desk) -> None:
    lost: GoneObject = ("us-east-1", "Namespace", "", "tenant-lost")
    with pytest.raises(Refused, match="dotmac tenant offboard lost"):
        allow(desk, "x", CLAIM, lost)
    with pytest.raises(Refused, match="dotmac region retire mars-1"):
        allow(desk, "x", ("mars-1", "ConfigMap", "a", "b"))
    vpn: GoneObject = ("us-east-1", "Namespace", "", "tenant-citynet-vpn")
    assert allow(desk, "no-vpn", vpn)


def test_what_a_tombstone_allows_may_stand_in_a_removal_too(desk: Desk) -> None:
    for stage in STAGES:
        named = {"stage": stage, "approved_by": "cto", "confirm": "metro-fiber"}
        desk.do(offboard, desk.plan, "metro-fiber", **named)
    assert allow(desk, "rest", ("us-east-1", "Namespace", "", "tenant-metro-fiber"), CLAIM)


def drop(desk: Desk, region: str, **named: Any) -> tuple[str, ...]:
    return desk.do(retire, desk.plan, region, **{**WHO, "confirm": region, **named})


def test_a_region_goes_once_nobody_has_anything_there(desk: Desk) -> None:
    region = "ap-southeast-1"
    with pytest.raises(Refused, match="still has lion-net; move or offboard"):
        drop(desk, region)
    for stage in STAGES:
        named = {"stage": stage, "approved_by": "cto", "confirm": "lion-net"}
        desk.do(offboard, desk.plan, "lion-net", **named)
    assert drop(desk, region) == (
        "regions/ap-southeast-1.yaml",
        "tombstones/region.ap-southeast-1.yaml",
    )
    assert drop(desk, region) == ()
    assert desk.plan.approvals.regions == {region}
    (desk.root / f"regions/{region}.yaml").write_bytes(b"")
    with pytest.raises(InputError):
        _ = desk.plan


def test_what_a_moving_tenant_left_behind_keeps_the_region(desk: Desk) -> None:
    for phase in PHASES:
        with pytest.raises(Refused, match="still has"):
            drop(desk, "us-east-1")
        desk.do(move, desk.plan, "fast-fiber", phase=phase, to="eu-west-1", approved_by="cto")


@pytest.mark.parametrize(
    ("region", "named", "told"),
    [
        ("ap-southeast-1", {"confirm": "eu-west-1"}, "--confirm ap-southeast-1"),
        ("mars-1", {}, r"no region 'mars-1'; known: .*restore regions/mars-1\.yaml"),
    ],
)
def test_retiring_what_is_not_meant_is_refused(
    desk: Desk, region: str, named: dict[str, Any], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        drop(desk, region, **named)


def test_a_region_that_a_ring_selects_or_that_is_primary_stays(desk: Desk) -> None:
    desk.do(
        offboard, desk.plan, "demo-isp", stage="approved", approved_by="cto", confirm="demo-isp"
    )
    for stage in STAGES[1:]:
        named = {"stage": stage, "approved_by": "cto", "confirm": "demo-isp"}
        desk.do(offboard, desk.plan, "demo-isp", **named)
    assert drop(desk, "staging-us-east-1")  # the only one of its environment
    file = desk.root / "platform.yaml"
    text = file.read_text()
    file.write_text(text.replace("dotmac.io/cohort: growth\n", "dotmac.io/cohort: growth\n"
                                 "        regions: [ap-southeast-1]\n"))  # fmt: skip
    for stage in STAGES:
        named = {"stage": stage, "approved_by": "cto", "confirm": "lion-net"}
        desk.do(offboard, desk.plan, "lion-net", **named)
    with pytest.raises(InputError, match="'ap-southeast-1' does not exist"):
        drop(desk, "ap-southeast-1")
