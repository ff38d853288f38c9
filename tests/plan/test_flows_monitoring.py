"""Prometheus may ask what it is told to ask, and is told to ask what it may."""

from __future__ import annotations

import pytest

from dotmac_manifests.plan.flows import Addresses, Pods
from dotmac_manifests.plan.flows_monitoring import MONITORING, monitoring_flows, targets
from tests.fleet import seed_plan

regions = pytest.mark.parametrize("name", tuple(seed_plan().regions))


@regions
def test_targets_are_what_the_flows_open(name: str) -> None:
    region = seed_plan().regions[name]
    found = targets(region.flows)
    assert {target.pods.namespace for target in found} >= {"cert-manager", "logging", "velero"}
    assert MONITORING not in {target.pods.namespace for target in found}
    opened = {
        (flow.target.namespace, port.number)
        for flow in region.flows
        if isinstance(flow.target, Pods) and flow.sources == (Pods(MONITORING, ("prometheus",)),)
        for port in flow.ports
    }
    assert {(target.pods.namespace, target.port) for target in found} <= opened


def test_envoy_is_asked_at_its_own_path() -> None:
    found = targets(seed_plan().regions["ap-southeast-1"].flows)
    (proxies,) = (target for target in found if "owning-gateway" in target.pods.key)
    assert (proxies.port, proxies.path) == (19001, "/stats/prometheus")


@regions
def test_only_alertmanager_leaves_the_cluster(name: str) -> None:
    region = seed_plan().regions[name]
    outward = [
        flow.sources
        for flow in monitoring_flows(region)
        if isinstance(flow.target, Addresses) and "0.0.0.0/0" in flow.target.cidrs
    ]
    assert outward == [(Pods(MONITORING, ("alertmanager",)),)]
