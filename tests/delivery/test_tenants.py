"""A tenant comes and changes; what is refused leaves every byte as it was."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.delivery.draft import NotYet, Refused
from dotmac_manifests.delivery.lifecycle import freeze
from dotmac_manifests.delivery.tenants import Newcomer, Scaling, change, new, scale
from dotmac_manifests.errors import DotmacError, InputError
from tests.delivery.desk import TODAY, Desk

NEWCOMER = Newcomer(slug="newcomer", name="Newcomer: “Fast” & #1", plan="starter", location="EU")


def test_a_newcomer_gets_one_file_and_a_place(desk: Desk) -> None:
    assert desk.do(new, NEWCOMER, ["network.nasCIDRs=[192.0.2.0/28]"]) == ("tenants/newcomer.yaml",)
    plan = desk.plan.tenants["newcomer"]
    assert plan.region.name == "eu-west-1"
    assert plan.spec.display_name == NEWCOMER.name
    assert plan.spec.network.nas_cidrs == ("192.0.2.0/28",)
    before = desk.files()
    assert desk.do(new, NEWCOMER, ["network.nasCIDRs=[192.0.2.0/28]"]) == ()
    assert desk.files() == before
    with pytest.raises(Refused, match="exists already"):
        desk.do(new, NEWCOMER, ["seats=11"])


@pytest.mark.parametrize(
    ("changes", "assignments", "told"),
    [
        ({"slug": "admin"}, [], "reserved"),
        ({"slug": "Big"}, [], "metadata.name"),
        ({"slug": "a--b"}, [], "--"),
        ({"location": None}, [], "neither region nor location"),
        ({"location": None, "region": "us-east-1", "compliance": ["GDPR"]}, [], "GDPR"),
        ({"plan": "gold"}, [], "starter"),
        ({"id": "fast-fiber-isp-123"}, [], "belongs to"),
        ({}, ["subdomain=fast-fiber"], "host fast-fiber.isp.dotmac.com belongs to"),
        ({}, ["quota.pods=3"], "quota"),
        ({}, ["seets=3"], "did you mean seats"),
        ({}, ["seats=many"], "seats"),
    ],
)
def test_a_newcomer_who_does_not_fit_is_refused(
    desk: Desk, changes: dict[str, Any], assignments: list[str], told: str
) -> None:
    before = desk.files()
    with pytest.raises(DotmacError, match=told):
        desk.do(new, Newcomer(**{**vars(NEWCOMER), **changes}), assignments)
    assert desk.files() == before


def test_customising_touches_the_lines_it_names(desk: Desk) -> None:
    before = (desk.read("tenants/citynet.yaml") or b"").splitlines()
    wishes = ["branding.name=City Net", 'branding.primaryColor="#0066CC"']
    wishes += ["branding.logoURL=https://cdn.example/x.png", "flags.enableCustomBranding=true"]
    wishes += ["seats=1300", "metadata.labels[dotmac.io/wave]=2"]
    with pytest.raises(DotmacError, match="customDomains"):
        desk.do(change, "citynet", ["customDomains=[evil.isp.dotmac.com]"], [], TODAY)
    assert desk.do(change, "citynet", [*wishes, "features=[radius]"], [], TODAY)
    spec = desk.fleet.tenants["citynet"].spec
    assert spec.branding is not None
    assert (spec.branding.primary_color, spec.seats, spec.features) == (
        "#0066CC",
        1300,
        ("radius",),
    )
    assert desk.fleet.tenants["citynet"].metadata.labels["dotmac.io/wave"] == "2"
    after = (desk.read("tenants/citynet.yaml") or b"").splitlines()
    touched = [line for line in before if line not in after]
    assert len(touched) == 2  # seats and features; everything else is added
    assert desk.do(change, "citynet", [*wishes, "features=[radius]"], [], TODAY) == ()
    desk.do(change, "citynet", [], ["branding", "flags.enableCustomBranding"], TODAY)
    assert desk.fleet.tenants["citynet"].spec.branding is None


@pytest.mark.parametrize("path", ["lifecycle.state=active", "metadata.name=other"])
def test_what_has_its_own_verb_or_none_is_refused(desk: Desk, path: str) -> None:
    with pytest.raises(Refused):
        desk.do(change, "citynet", [path], [], TODAY)


def test_a_frozen_tenant_takes_no_change_until_the_day_has_passed(desk: Desk) -> None:
    day = TODAY.replace(day=30)
    desk.do(freeze, desk.plan, "citynet", day, "holiday sale", TODAY)
    with pytest.raises(NotYet, match="frozen until 2026-11-30"):
        desk.do(change, "citynet", ["seats=1300"], [], day)
    assert desk.do(change, "citynet", ["seats=1300"], [], day.replace(month=12))


def test_scaling_keeps_what_is_not_named(desk: Desk) -> None:
    desk.do(scale, "citynet", Scaling("isp-backend", high=8, cpu="3"), TODAY)
    size = desk.plan.tenants["citynet"].sizes["isp-backend"]
    assert (size.replicas, size.max_replicas) == (2, 8)
    assert (size.requests["cpu"], size.requests["memory"]) == ("3", "4Gi")
    assert size.limits["cpu"] == "4"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Scaling("isp-backend", high=100), "more than"),
        (Scaling("isp-backend", cpu="8"), "above its limit"),
        (Scaling("isp-backend", cpu="lots"), "not a quantity|lots"),
        (Scaling("postgres", storage="10Gi"), "cannot shrink"),
        (Scaling("isp-backend", storage="10Gi"), "keeps no data"),
        (Scaling("nginx", replicas=2), "no workload"),
        (Scaling("isp-backend"), "Say what"),
        (Scaling("isp-backend", replicas=2, low=1), "fixed number"),
        (Scaling("isp-ops-app", low=9, high=3), "min is above max"),
    ],
)
def test_scaling_that_cannot_be_is_refused(desk: Desk, wanted: Scaling, told: str) -> None:
    before = desk.files()
    with pytest.raises(DotmacError, match=told):
        desk.do(scale, "citynet", wanted, TODAY)
    assert desk.files() == before


def test_growing_beyond_the_quota_names_the_quota(desk: Desk) -> None:
    with pytest.raises(InputError, match=r"spec\.quota"):
        desk.do(scale, "fast-fiber", Scaling("celery-worker", high=20, low=2), TODAY)


def test_an_unknown_tenant_is_told_with_the_known_ones(desk: Desk) -> None:
    with pytest.raises(Refused, match="known: citynet"):
        desk.do(change, "cytinet", ["seats=1"], [], TODAY)
