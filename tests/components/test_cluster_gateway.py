from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.cluster_gateway import GatewayProxies
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.plan.model import RegionPlan
from tests.fleet import GCP, gcp_plan, seed_plan

Body = dict[str, Any]


def kubernetes(region: RegionPlan) -> Body:
    file = ManifestFile(App(), "x.yaml")
    GatewayProxies(file, region)
    [body] = file.bodies
    found: Body = body["spec"]["provider"]["kubernetes"]
    return found


@pytest.mark.parametrize(
    ("region", "load_balancer"),
    [
        (seed_plan().regions["ap-southeast-1"], "service.k8s.aws/nlb"),
        (gcp_plan().regions[GCP], "networking.gke.io/l4-regional-external"),
    ],
    ids=["aws", "gcp"],
)
def test_the_load_balancer_keeps_the_clients_address(
    region: RegionPlan, load_balancer: str
) -> None:
    service = kubernetes(region)["envoyService"]
    assert service["externalTrafficPolicy"] == "Local"
    assert service["allocateLoadBalancerNodePorts"] is False
    assert service["loadBalancerClass"] == load_balancer


def test_proxies_run_the_mirrored_image_by_digest() -> None:
    region = seed_plan().regions["ap-southeast-1"]
    container = kubernetes(region)["envoyDeployment"]["container"]
    assert container["image"].startswith(f"{region.registry}/")
    assert "@sha256:" in container["image"]


def test_a_small_region_has_one_proxy_and_no_budget_that_blocks_drains() -> None:
    region = seed_plan().regions["ap-southeast-1"]
    assert kubernetes(region)["envoyPDB"] == {"minAvailable": 1}
    sizing = region.spec.sizing.model_copy(update={"max_replicas": 1})
    small = kubernetes(replace(region, spec=region.spec.model_copy(update={"sizing": sizing})))
    assert small["envoyDeployment"]["replicas"] == 1
    assert "envoyPDB" not in small
