"""What has a verb of its own, holds data or was promised is not changed by setting a field."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.delivery.tenants import Newcomer, change, new
from dotmac_manifests.errors import DotmacError
from tests.delivery.desk import TODAY, Desk


@pytest.mark.parametrize(
    ("slug", "assignments", "unset", "told"),
    [
        ("citynet", ["lifecycle={state: active}"], [], "its own verbs"),
        ("citynet", ["lifecycle.release=v1.2.4"], [], "its own verbs|frozen"),
        ("citynet", [], ["metadata.name"], "a slug is for good"),
        ("citynet", ["metadata={name: other}"], [], "the file is called"),
        ("citynet", [], ["metadata"], "metadata"),
        ("citynet", [], ["spec"], "spec"),
        ("citynet", ["database.storage=700Gi"], [], "postgres has 750Gi; .* cannot shrink to 700"),
        ("citynet", [], ["database.storage"], "cannot shrink"),
        ("citynet", ["plan=starter", "seats=1", "features=[]"], [], "cannot shrink"),
        ("citynet", ["sizes.mongodb.storage=1Gi"], [], "mongodb has .*cannot shrink"),
        ("citynet", ["placement.location=EU"], [], "location US"),
        ("citynet", [], [], "Say what to change"),
        ("citynet", ["seats"], [], "has no ="),
        ("citynet", ["=3"], [], "is not a path"),
        ("citynet", ["features[9]=ipv6"], [], "has no item 9"),
        ("citynet", ["seats.much=3"], [], "neither a mapping nor a list"),
    ],
)
def test_what_would_do_harm_by_the_way_is_refused(
    desk: Desk, slug: str, assignments: list[str], unset: list[str], told: str
) -> None:
    before = desk.files()
    with pytest.raises(DotmacError, match=told):
        desk.do(change, slug, assignments, unset, TODAY)
    assert desk.files() == before


def test_disks_may_grow_and_demands_may_be_added(desk: Desk) -> None:
    wishes = ["database.storage=760Gi", "placement.compliance=[SOC2, HIPAA]"]
    assert desk.do(change, "citynet", wishes, [], TODAY)
    assert desk.do(change, "citynet", wishes, [], TODAY) == ()


@pytest.mark.parametrize("slug", ["a/b", ".hidden", "../x", "a\\b"])
def test_a_newcomer_whose_file_nobody_would_read_is_refused(desk: Desk, slug: str) -> None:
    before = desk.files()
    with pytest.raises(DotmacError, match="name"):
        desk.do(new, Newcomer(slug, "N", "starter", region="us-east-1"), [])
    assert desk.files() == before


@pytest.mark.parametrize(
    "assignment", ["lifecycle={state: active}", "lifecycle.state=frozen", "lifecycle.move.to=x"]
)
def test_a_newcomer_is_active(desk: Desk, assignment: str) -> None:
    wanted: Any = Newcomer("acme", "N", "starter", region="us-east-1")
    with pytest.raises(Refused, match="a new tenant is active"):
        desk.do(new, wanted, [assignment])
