from __future__ import annotations

import pytest

from dotmac_manifests.components.home import Home
from dotmac_manifests.components.load_balancer import load_balancer
from dotmac_manifests.components.pods import container
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.components.workload import Workload
from tests.components.rendering import Body, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["fast-fiber"]
V4, V6 = "203.0.113.0/28", "2001:db8::/64"


def spec(*cidrs: str) -> Body:
    size = PLAN.sizes["freeradius"]
    workload = Workload(
        name="radius",
        component="radius",
        version="1",
        size=size,
        containers=[container("radius", "image", size)],
        ports={"auth": (1812, "auth", "UDP")},
    )

    def fill(file: ManifestFile) -> None:
        load_balancer(
            file, Home.of_tenant(PLAN), workload, PLAN.region, cidrs=cidrs, host="radius.example"
        )

    (found,) = render(fill)
    annotations = found["metadata"]["annotations"]
    assert annotations["external-dns.alpha.kubernetes.io/hostname"] == "radius.example"
    assert PLAN.region.spec.edge.load_balancer_annotations.items() <= annotations.items()
    body: Body = found["spec"]
    return body


@pytest.mark.parametrize(
    ("cidrs", "families", "policy"),
    [
        ((V4,), ["IPv4"], "SingleStack"),
        ((V6,), ["IPv6"], "SingleStack"),
        ((V6, V4), ["IPv4", "IPv6"], "PreferDualStack"),
    ],
)
def test_no_address_family_is_open_for_want_of_a_range(
    cidrs: tuple[str, ...], families: list[str], policy: str
) -> None:
    found = spec(*cidrs)
    assert (found["ipFamilies"], found["ipFamilyPolicy"]) == (families, policy)
    assert found["loadBalancerSourceRanges"] == sorted(cidrs)


def test_the_caller_keeps_its_address_and_no_node_port_is_taken() -> None:
    found = spec(V4)
    assert found["externalTrafficPolicy"] == "Local"
    assert found["allocateLoadBalancerNodePorts"] is False
    assert found["loadBalancerClass"] == PLAN.region.spec.edge.load_balancer_class
