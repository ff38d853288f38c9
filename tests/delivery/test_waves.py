"""Every tenant and control plane is in one wave; who stands aside is listed with the reason."""

from __future__ import annotations

from collections import Counter

import yaml

from dotmac_manifests.delivery.leaving import offboard
from dotmac_manifests.delivery.lifecycle import freeze, suspend
from dotmac_manifests.delivery.moving import move
from dotmac_manifests.delivery.waves import applications, image_changes, waves
from tests.delivery.desk import TODAY, Desk
from tests.fleet import ROOT

NEW = "v1.2.4"


def test_every_tenant_and_every_control_plane_is_in_one_wave(desk: Desk) -> None:
    found = waves(desk.plan)
    assert [wave.ring for wave in found] == ["staging", "control-plane", "early", "general"]
    tenants = Counter(slug for wave in found for slug in (*wave.tenants, *dict(wave.held)))
    assert tenants == Counter(list(desk.plan.tenants))
    planes = Counter(region for wave in found for region in wave.control_planes)
    assert planes == Counter(list(desk.plan.control_planes))
    assert found[0].control_planes == ("staging-us-east-1",)


def test_who_does_not_take_the_release_stands_aside_with_the_reason(desk: Desk) -> None:
    desk.do(freeze, desk.plan, "citynet", TODAY, "audit", TODAY)
    desk.do(suspend, "lion-net", "unpaid", TODAY)
    named = {"stage": "approved", "approved_by": "cto", "confirm": "metro-fiber"}
    desk.do(offboard, desk.plan, "metro-fiber", **named)
    desk.do(move, desk.plan, "fast-fiber", phase="prepare", to="eu-west-1")
    held = {slug: why for wave in waves(desk.plan) for slug, why in wave.held}
    assert held == {
        "citynet": "frozen until 2026-11-21 at v1.2.3",
        "harbor-link": "pinned to v1.2.4",
        "lion-net": "suspended: nothing runs",
        "metro-fiber": "offboarding: nothing runs",
    }
    plan = desk.plan
    asked = [app for wave in waves(plan) for app in applications(plan, wave, NEW)]
    assert not {f"tenant-{slug}" for slug in held} & {app.name for app in asked}
    assert [app.region for app in asked if app.name == "tenant-fast-fiber"] == ["us-east-1"]


def test_what_is_asked_for_is_what_argo_cd_has(desk: Desk) -> None:
    """Names and paths of the gate are those of the committed applications."""
    known = set()
    for file in (ROOT / "dist").glob("*/argocd/**/*.yaml"):
        for found in yaml.load_all(file.read_bytes(), yaml.CSafeLoader):
            if found["kind"] == "Application":
                path = found["spec"].get("source", {}).get("path")
                known.add((found["metadata"]["name"], path))
    plan = desk.plan
    asked = [app for wave in waves(plan) for app in applications(plan, wave, NEW)]
    assert len(asked) == len(plan.control_planes) + len(plan.tenants) - 1  # one is pinned
    assert {(app.name, app.path) for app in asked} <= known


def test_the_images_that_change_are_named_with_both_tags(desk: Desk) -> None:
    plan = desk.plan
    wave = waves(plan)[0]
    assert image_changes(plan, wave, wave.release) == ()
    assert image_changes(plan, wave, NEW) == (
        "isp-backend: v1.2.3 -> v1.2.4",
        "isp-ops-app: v1.2.3 -> v1.2.4",
        "platform-admin-app: v1.2.3 -> v1.2.4",
        "platform-backend: v1.2.3 -> v1.2.4",
    )
