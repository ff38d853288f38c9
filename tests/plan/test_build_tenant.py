"""What is decided for one tenant, and which of its wishes are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dotmac_manifests.errors import InputError
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import TenantPlan
from dotmac_manifests.plan.sizes import stopped
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.tenant import TenantSpec
from tests.fleet import ROOT, seed_plan


def planned(slug: str, **changes: Any) -> TenantPlan:
    """The plan of a tenant of this repository with other wishes, in camelCase as people write."""
    fleet = load_fleet(ROOT)
    tenant = fleet.tenants[slug]
    document = tenant.spec.model_dump(mode="json", by_alias=True, exclude_unset=True)
    spec = TenantSpec.model_validate({**document, **changes})
    tenants = {**fleet.tenants, slug: tenant.model_copy(update={"spec": spec})}
    return build_plan(replace(fleet, tenants=tenants)).tenants[slug]


def amounts(**memory: str) -> dict[str, dict[str, str]]:
    """Requests and limits of one CPU and some memory."""
    return {kind: {"cpu": "1", "memory": amount} for kind, amount in memory.items()}


@pytest.mark.parametrize("database", ["postgres", "redis", "redis-cache", "mongodb"])
def test_a_database_has_the_memory_that_it_asks_for(database: str) -> None:
    with pytest.raises(InputError) as refused:
        planned("fast-fiber", sizes={database: amounts(requests="1Gi", limits="2Gi")})
    (problem,) = refused.value.problems
    assert problem.field.startswith(f"spec.sizes.{database}")
    size = planned("fast-fiber", sizes={database: amounts(requests="1Gi", limits="1Gi")})
    assert size.sizes[database].requests["memory"] == "1Gi"


def test_a_limit_stays_within_reach_of_its_request() -> None:
    far = {
        "requests": {"cpu": "100m", "memory": "256Mi"},
        "limits": {"cpu": "2", "memory": "2Gi"},
    }
    with pytest.raises(InputError) as refused:
        planned("fast-fiber", sizes={"grafana": far})
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"spec.sizes.grafana.limits.cpu", "spec.sizes.grafana.limits.memory"}


def test_a_suspended_tenant_stands_still_and_keeps_the_servers_of_its_database() -> None:
    lifecycle = {"state": "suspended", "reason": "an unpaid invoice"}
    suspended, running = planned("citynet", lifecycle=lifecycle), seed_plan().tenants["citynet"]
    assert suspended.database == running.database
    assert suspended.database.instances == running.sizes["postgres"].replicas == 3
    for name, size in suspended.sizes.items():
        assert size == stopped(running.sizes[name])


def test_staging_caps_the_servers_of_a_database_too() -> None:
    assert seed_plan().tenants["demo-isp"].database.instances == 1


def test_an_override_of_the_disk_wins() -> None:
    citynet = seed_plan().tenants["citynet"]
    assert citynet.database.storage == citynet.sizes["postgres"].storage == "750Gi"
