"""Back to the last good release, and never further, however often it is asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dotmac_manifests.delivery.draft import NotYet, Refused
from dotmac_manifests.delivery.lifecycle import freeze
from dotmac_manifests.delivery.releases import add, pin, unpin
from dotmac_manifests.delivery.rollback import rollback_ring, rollback_tenant
from dotmac_manifests.delivery.rollouts import abort, start
from tests.delivery.desk import NOW, TODAY, Desk
from tests.delivery.test_rollouts import promoted

DIGEST = f"sha256:{'5' * 64}"
IMAGE = f"isp-backend=registry.dotmac.io/dotmac/isp-backend@{DIGEST}"


@pytest.fixture(name="twice")
def _twice(desk: Desk) -> Desk:
    """v1.2.3 → v1.2.4 → v1.2.5 in every ring."""
    desk.do(add, "v1.2.5", [IMAGE], "v1.2.4")
    for place, release in enumerate(("v1.2.4", "v1.2.5")):
        now = NOW + timedelta(days=30 * place)
        desk.do(start, release, now)
        promoted(desk, 4, now)
    return desk


def ring(desk: Desk, name: str) -> str:
    return next(found.release for found in desk.fleet.platform.spec.rings if found.name == name)


def test_a_ring_goes_back_one_release_and_no_further(twice: Desk) -> None:
    assert twice.do(rollback_ring, "early", "slow") == ("platform.yaml", "rollouts/v1.2.5.yaml")
    assert ring(twice, "early") == "v1.2.4"
    assert twice.do(rollback_ring, "early", "slow") == ()
    assert ring(twice, "general") == "v1.2.5"
    assert twice.plan.tenants["citynet"].release == "v1.2.4"
    assert twice.fleet.rollouts["v1.2.5"].spec.state == "completed"


def test_a_roll_out_to_an_older_release_is_taken_back_like_any_other(twice: Desk) -> None:
    now = NOW + timedelta(days=90)
    twice.do(rollback_ring, "staging", "slow")
    twice.do(start, "v1.2.3", now)
    assert ring(twice, "staging") == "v1.2.3"
    twice.do(rollback_ring, "staging", "not that far")
    assert ring(twice, "staging") == "v1.2.4"
    assert twice.do(rollback_ring, "staging", "not that far") == ()
    twice.do(abort, "enough")
    assert twice.do(rollback_ring, "staging", "not that far") == ()
    assert ring(twice, "staging") == "v1.2.4"


def test_after_an_abort_a_ring_can_go_back_from_what_it_had_before(twice: Desk) -> None:
    twice.do(start, "v1.2.3", NOW + timedelta(days=90))
    twice.do(abort, "no")
    twice.do(rollback_ring, "staging", "slow")
    assert ring(twice, "staging") == "v1.2.4"


def test_a_tenant_goes_back_one_release_and_follows_its_ring_again(twice: Desk) -> None:
    before = twice.files()
    assert twice.do(rollback_tenant, twice.plan, "citynet") == ("tenants/citynet.yaml",)
    assert twice.plan.tenants["citynet"].release == "v1.2.4"
    assert twice.do(rollback_tenant, twice.plan, "citynet") == ()
    twice.do(unpin, "citynet")
    assert twice.files() == before


def test_a_tenant_is_back_when_its_ring_is(twice: Desk) -> None:
    twice.do(rollback_ring, "early", "slow")
    assert twice.do(rollback_tenant, twice.plan, "citynet") == ()


def test_a_tenant_with_a_release_of_its_own_is_not_led_astray(twice: Desk) -> None:
    assert twice.fleet.tenants["harbor-link"].spec.release.pin == "v1.2.4"
    twice.do(pin, "harbor-link", "v1.2.3")
    with pytest.raises(Refused, match=r"pinned to v1\.2\.3"):
        twice.do(rollback_tenant, twice.plan, "harbor-link")
    twice.do(freeze, twice.plan, "citynet", TODAY, "audit", TODAY)
    with pytest.raises(NotYet, match=r"frozen at v1\.2\.5"):
        twice.do(rollback_tenant, twice.plan, "citynet")


def test_what_no_roll_out_brought_cannot_be_rolled_back(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"No roll-out in rollouts/ brought v1\.2\.3 into ring early"):
        desk.do(rollback_ring, "early", "x")
    with pytest.raises(Refused, match="ring general"):
        desk.do(rollback_tenant, desk.plan, "lion-net")
    with pytest.raises(Refused, match="no ring 'erly'; known: staging, control-plane"):
        desk.do(rollback_ring, "erly", "x")
    with pytest.raises(Refused, match="no tenant 'lionnet'"):
        desk.do(rollback_tenant, desk.plan, "lionnet")
