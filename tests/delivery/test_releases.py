"""A release is recorded once, by digests that the manifests can pull, and never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dotmac_manifests.delivery.draft import NotYet, Refused
from dotmac_manifests.delivery.leaving import offboard
from dotmac_manifests.delivery.lifecycle import freeze
from dotmac_manifests.delivery.releases import APP_IMAGES, add, pin, remove, unpin
from dotmac_manifests.delivery.rollouts import abort, start
from dotmac_manifests.errors import DotmacError
from tests.delivery.desk import NOW, TODAY, Desk
from tests.delivery.test_rollouts import promoted

REGISTRY = "registry.dotmac.io"


def image(name: str, digit: str = "a", tag: str = ":v2.0.0") -> str:
    return f"{name}={REGISTRY}/dotmac/{name}{tag}@sha256:{digit * 64}"


ALL = [image(name) for name in APP_IMAGES]


def test_a_release_is_recorded_once_and_never_changes(desk: Desk) -> None:
    before = (desk.read("platform.yaml") or b"").decode()
    assert desk.do(add, "v2.0.0", ALL) == ("platform.yaml",)
    after = (desk.read("platform.yaml") or b"").decode()
    assert set(before.splitlines()) <= set(after.splitlines())
    assert desk.do(add, "v2.0.0", ALL) == ()
    assert desk.do(add, "v2.0.0", [*ALL, ALL[0]]) == ()
    assert desk.do(add, "v2.0.0", [], "v2.0.0") == ()
    with pytest.raises(Refused, match="a release never changes"):
        desk.do(add, "v2.0.0", [image(APP_IMAGES[0], "b")], "v2.0.0")
    with pytest.raises(Refused, match="a release never changes"):
        desk.do(add, "v1.2.3", ALL)
    desk.do(remove, "v2.0.0")
    assert desk.do(remove, "v2.0.0") == ()
    assert (desk.read("platform.yaml") or b"").decode() == before


def test_a_hot_fix_takes_the_other_images_from_the_release_it_mends(desk: Desk) -> None:
    desk.do(add, "v1.2.5", [image("isp-backend", tag="")], "v1.2.3")
    releases = desk.fleet.platform.spec.releases
    assert releases["v1.2.5"].images["isp-backend"].tag == "v1.2.5"
    for name in set(APP_IMAGES) - {"isp-backend"}:
        assert releases["v1.2.5"].images[name] == releases["v1.2.3"].images[name]  # type: ignore[index]


@pytest.mark.parametrize(
    ("version", "images", "base", "told"),
    [
        ("v2.0.0", ALL[1:], None, "lacks isp-ops-app; add --image, or --from"),
        ("v2.0.0", [], None, "lacks isp-ops-app, isp-backend"),
        ("v2.0.0", [], "v0.0.1", "no release 'v0.0.1'"),
        ("2.0.0", ALL, None, "not a valid name"),
        ("v2.0.0", ["nginx=x@sha256:" + "a" * 64], "v1.2.3", "'nginx' is no image of a release"),
        ("v2.0.0", ["isp-backend"], "v1.2.3", "write NAME=REPOSITORY"),
        ("v2.0.0", [f"isp-backend={REGISTRY}/dotmac/isp-backend:v2"], "v1.2.3", "sha256"),
        ("v2.0.0", [image("isp-backend")[:-1]], "v1.2.3", "64 hexadecimal"),
        ("v2.0.0", [image("isp-backend", "A")], "v1.2.3", "64 hexadecimal"),
        (
            "v2.0.0",
            ["isp-backend=docker.io/dotmac/isp-backend@sha256:" + "a" * 64],
            "v1.2.3",
            "pull isp-backend from registry.dotmac.io/dotmac/isp-backend",
        ),
        (
            "v2.0.0",
            [f"isp-backend={REGISTRY}/dotmac/isp-ops-app@sha256:" + "a" * 64],
            "v1.2.3",
            "push it there",
        ),
        ("v2.0.0", [image("isp-backend"), image("isp-backend", "b")], "v1.2.3", "given twice"),
    ],
)
def test_what_cannot_be_pulled_is_no_release(
    desk: Desk, version: str, images: list[str], base: str | None, told: str
) -> None:
    before = desk.files()
    with pytest.raises(DotmacError, match=told):
        desk.do(add, version, images, base)
    assert desk.files() == before


def test_a_release_in_use_stays(desk: Desk) -> None:
    with pytest.raises(Refused, match="ring staging, ring control-plane, ring early"):
        desk.do(remove, "v1.2.3")
    with pytest.raises(Refused, match="tenant harbor-link"):
        desk.do(remove, "v1.2.4")
    desk.do(add, "v2.0.0", ALL)
    desk.do(start, "v2.0.0", NOW)
    with pytest.raises(Refused, match=r"roll-out v2\.0\.0"):
        desk.do(remove, "v2.0.0")
    desk.do(abort, "x")
    assert desk.do(remove, "v2.0.0")


def test_the_last_good_release_stays_as_long_as_a_ring_could_go_back_to_it(desk: Desk) -> None:
    desk.do(start, "v1.2.4", NOW)
    promoted(desk, 4)
    with pytest.raises(Refused, match="ring early, to be rolled back to"):
        desk.do(remove, "v1.2.3")
    later = NOW + timedelta(days=30)
    desk.do(add, "v2.0.0", ALL)
    desk.do(start, "v2.0.0", later)
    promoted(desk, 4, later)
    assert desk.do(remove, "v1.2.3")


def test_one_tenant_runs_a_release_of_its_own_and_follows_again(desk: Desk) -> None:
    before = desk.files()
    assert desk.do(pin, "citynet", "v1.2.4") == ("tenants/citynet.yaml",)
    assert desk.do(pin, "citynet", "v1.2.4") == ()
    assert desk.plan.tenants["citynet"].release == "v1.2.4"
    assert desk.plan.tenants["fast-fiber"].release == "v1.2.3"
    desk.do(unpin, "citynet")
    assert desk.do(unpin, "citynet") == ()
    assert desk.files() == before
    with pytest.raises(Refused, match=r"no release 'v9\.9\.9'; known: v1\.2\.3"):
        desk.do(pin, "citynet", "v9.9.9")
    with pytest.raises(Refused, match="no tenant 'city'"):
        desk.do(unpin, "city")


def test_who_is_frozen_or_leaving_gets_no_release(desk: Desk) -> None:
    desk.do(freeze, desk.plan, "harbor-link", TODAY, "audit", TODAY)
    for verb, arguments in ((pin, ("v1.2.3",)), (unpin, ())):
        with pytest.raises(NotYet, match=r"is frozen at v1\.2\.4"):
            desk.do(verb, "harbor-link", *arguments)
    named = {"stage": "approved", "approved_by": "cto", "confirm": "citynet"}
    desk.do(offboard, desk.plan, "citynet", **named)
    with pytest.raises(Refused, match="takes no release"):
        desk.do(pin, "citynet", "v1.2.4")
