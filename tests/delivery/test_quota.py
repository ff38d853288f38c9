"""The quota follows what a tenant may use: enough, a tenth more, and never less than it was."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotmac_manifests.delivery.draft import Draft
from dotmac_manifests.delivery.quota import raise_quota
from dotmac_manifests.delivery.tenants import Scaling, scale
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.sizes import peak
from dotmac_manifests.spec.load import load_fleet
from tests.delivery.desk import TODAY, Desk, desk


def grown(found: Desk, slug: str, *wishes: Scaling) -> None:
    draft, plan = Draft(found.root), found.plan
    for wanted in wishes:
        scale(draft, load_fleet(found.root, draft.changes.files), slug, wanted, TODAY)
    raise_quota(draft, found.root, plan, slug)
    build_plan(load_fleet(found.root, draft.changes.files))
    draft.changes.write(found.root)


def test_the_quota_of_a_growing_tenant_follows(desk: Desk) -> None:
    before = desk.plan.tenants["citynet"].quota.hard
    doubled = {"cpu": "4", "memory": "8Gi", "cpu_limit": "8", "memory_limit": "16Gi"}
    grown(desk, "citynet", Scaling("isp-ops-app", high=10, **doubled))
    plan = desk.plan.tenants["citynet"]
    used = peak({name: size for name, size in plan.sizes.items() if name != "wireguard"})
    for key in ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory"):
        hard = Quantity.parse(plan.quota.hard[key])
        assert hard > Quantity.parse(before[key])
        assert hard.nano >= used[key].nano * 11 // 10


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(low=st.integers(1, 5), more=st.integers(0, 9), cpu=st.integers(500, 2000))
def test_whatever_fits_the_plan_fits_the_raised_quota(
    tmp_path: Path, low: int, more: int, cpu: int
) -> None:
    room = tmp_path / f"{low}-{more}-{cpu}"
    if not room.exists():
        room.mkdir()
        found = desk(room)
        high = min(low + more, found.fleet.platform.spec.plans["professional"].bounds.max_replicas)
        wanted = Scaling("isp-backend", low=min(low, high), high=high, cpu=f"{cpu}m")
        grown(found, "fast-fiber", wanted)
        assert found.plan.tenants["fast-fiber"].sizes["isp-backend"].max_replicas == high


def test_a_quota_that_suffices_stays_as_it_is(desk: Desk) -> None:
    before = desk.files()
    grown(desk, "fast-fiber", Scaling("isp-backend", high=5))
    after = desk.fleet.tenants["fast-fiber"].spec.quota
    assert after.model_dump(exclude_unset=True) == {}
    assert {path for path, data in desk.files().items() if data != before[path]} <= {
        "tenants/fast-fiber.yaml"
    }
