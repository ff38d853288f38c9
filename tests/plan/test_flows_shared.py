"""Traffic of the shared services."""

from __future__ import annotations

from dotmac_manifests.plan.flows import Addresses, Flow, Pods
from dotmac_manifests.plan.flows_shared import shared_flows
from dotmac_manifests.plan.names import SHARED_NAMESPACE
from tests.fleet import seed_plan


def flows(region: str) -> dict[str, Flow]:
    return {flow.name: flow for flow in shared_flows(seed_plan().regions[region])}


def test_only_the_gateway_the_ring_and_the_platforms_prometheus_reach_loki() -> None:
    callers = {
        (source.namespace, *source.values)
        for flow in flows("us-east-1").values()
        if flow.target == Pods(SHARED_NAMESPACE, ("loki",))
        for source in flow.sources
        if isinstance(source, Pods)
    }
    assert callers == {
        (SHARED_NAMESPACE, "loki-gateway"),
        (SHARED_NAMESPACE, "loki"),
        ("monitoring", "prometheus"),
    }


def test_storage_is_a_neighbour_or_an_address_outside() -> None:
    assert flows("us-east-1")["loki-to-object-storage"].target == Pods(
        SHARED_NAMESPACE, ("object-storage",)
    )
    outside = flows("ap-southeast-1")
    assert isinstance(outside["loki-to-object-storage"].target, Addresses)
    assert "object-storage-peers" not in outside


def test_names_are_unique() -> None:
    for region in seed_plan().regions.values():
        names = [flow.name for flow in shared_flows(region)]
        assert len(names) == len(set(names))
