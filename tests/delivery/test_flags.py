"""Flags are the first help in an incident: quick, spelt right, and for one or for all."""

from __future__ import annotations

import pytest

from dotmac_manifests.delivery.draft import NotYet, Refused
from dotmac_manifests.delivery.flags import names_of, set_flags
from dotmac_manifests.delivery.lifecycle import freeze
from dotmac_manifests.spec.tenant import TenantFlags
from tests.delivery.desk import TODAY, Desk


def test_a_flag_is_switched_for_everybody_or_for_one_and_back(desk: Desk) -> None:
    before = desk.files()
    off, on = ["enableCustomerPortal=false"], ["enableCustomerPortal=true"]
    assert desk.do(set_flags, off, None, TODAY) == ("platform.yaml",)
    assert desk.do(set_flags, ["enableCustomerPortal=OFF"], None, TODAY) == ()
    assert desk.fleet.platform.spec.feature_flags.enable_customer_portal is False
    desk.do(set_flags, on, None, TODAY)
    assert desk.do(set_flags, off, "fast-fiber", TODAY) == ("tenants/fast-fiber.yaml",)
    assert desk.fleet.tenants["fast-fiber"].spec.flags.enable_customer_portal is False
    desk.do(set_flags, ["enableCustomerPortal=on"], "fast-fiber", TODAY)
    assert desk.files() == before


@pytest.mark.parametrize(
    ("assignments", "slug", "told"),
    [
        (["enablePortal=true"], None, "'enablePortal' is no flag of the platform; known: "),
        (["enableIPv6Lifecycle=true"], "citynet", "is no flag of a tenant; known: "),
        (["enableRadius"], "citynet", "write enableRadius=true or enableRadius=false"),
        (["enableRadius=maybe"], "citynet", "write enableRadius=true"),
        (["=true"], None, "'' is no flag"),
        (["enableCustomerPortal=false", "nonsense=1"], None, "'nonsense'"),
        (["enableRadius=true"], "cytinet", "no tenant 'cytinet'"),
    ],
)
def test_what_is_no_flag_is_refused_with_those_that_are(
    desk: Desk, assignments: list[str], slug: str | None, told: str
) -> None:
    before = desk.files()
    with pytest.raises(Refused, match=told):
        desk.do(set_flags, assignments, slug, TODAY)
    assert desk.files() == before


def test_a_frozen_tenant_keeps_its_flags(desk: Desk) -> None:
    desk.do(freeze, desk.plan, "citynet", TODAY, "audit", TODAY)
    with pytest.raises(NotYet, match="is frozen"):
        desk.do(set_flags, ["enableRadius=false"], "citynet", TODAY)


@pytest.mark.parametrize("name", names_of(TenantFlags))
def test_every_flag_has_a_name_that_can_be_set(desk: Desk, name: str) -> None:
    desk.do(set_flags, [f"{name}=true"], "fast-fiber", TODAY)
    document = desk.fleet.tenant_sources["fast-fiber"].document.value
    assert document["spec"]["flags"][name] is True  # type: ignore[index]
