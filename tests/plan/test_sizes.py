"""Quota arithmetic: what may run at the same moment fits what the namespace was given."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.model import WorkloadSize
from dotmac_manifests.plan.sizes import excess, peak, stopped
from dotmac_manifests.spec.sizes import TENANT_WORKLOADS
from tests.fleet import seed_plan

amounts = st.fixed_dictionaries(
    {
        "cpu": st.integers(1, 9000).map(lambda milli: f"{milli}m"),
        "memory": st.integers(1, 9000).map(lambda mebi: f"{mebi}Mi"),
        "ephemeral-storage": st.just("1Gi"),
    }
)
sizes = st.builds(
    lambda low, more, requests, limits: WorkloadSize(low, low + more, requests, limits, None),
    st.integers(1, 5),
    st.integers(0, 5),
    amounts,
    amounts,
)
fleets = st.dictionaries(st.sampled_from(TENANT_WORKLOADS), sizes, min_size=1)


@given(fleets)
def test_a_quota_of_the_peak_is_just_enough(workloads: dict[str, WorkloadSize]) -> None:
    used = peak(workloads)
    hard = {key: str(value) for key, value in used.items()}
    assert not excess(used, hard)
    for key in ("requests.cpu", "limits.memory", "pods"):
        if used[key] > Quantity.parse("1"):
            less = {**hard, key: str(used[key] - Quantity.parse("1m"))}
            assert any(sentence.startswith(key) for sentence in excess(used, less))


@given(fleets)
def test_a_stopped_tenant_uses_only_its_job(workloads: dict[str, WorkloadSize]) -> None:
    at_rest = {name: stopped(size) for name, size in workloads.items()}
    assert peak(at_rest)["pods"] == Quantity.parse("1" if "job" in workloads else "0")


def test_surge_is_one_pod_of_each_serving_workload_and_one_job() -> None:
    amount = {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}
    one = WorkloadSize(1, 3, amount, amount)
    used = peak({"isp-ops-app": one, "isp-backend": one, "celery-worker": one, "job": one})
    assert str(used["requests.cpu"]) == "12"
    assert str(used["pods"]) == "12"


def test_every_plan_leaves_a_little_room_but_not_much() -> None:
    for tenant in seed_plan().tenants.values():
        inside = {name: size for name, size in tenant.sizes.items() if name != "wireguard"}
        used = peak(inside)
        assert not excess(used, tenant.quota.hard), tenant.slug
