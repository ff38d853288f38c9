"""Hosts of the control plane."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dotmac_manifests.components.platform_edge import PlatformEdge
from dotmac_manifests.plan.model import ControlPlanePlan
from tests.fleet import seed_plan
from tests.rendered import Body, faults, names, one, rendered


@pytest.fixture
def plan() -> ControlPlanePlan:
    return seed_plan().control_planes["us-east-1"]


def edge(plan: ControlPlanePlan) -> list[Body]:
    return rendered(lambda file: PlatformEdge(file, plan))


def test_production_has_an_administrators_host_and_an_api(plan: ControlPlanePlan) -> None:
    bodies = edge(plan)
    assert faults(bodies) == []
    admin = one(bodies, "Ingress", "platform-admin")["spec"]
    assert admin["tls"] == [{"hosts": ["admin.dotmac.com"], "secretName": "admin-tls"}]
    (rule,) = one(bodies, "Ingress", "platform-api")["spec"]["rules"]
    assert rule["host"] == "api.dotmac.com"
    assert rule["http"]["paths"][0]["backend"]["service"]["name"] == "platform-backend"


def test_every_served_certificate_is_ordered(plan: ControlPlanePlan) -> None:
    bodies = edge(plan)
    served = {
        entry["secretName"]: entry["hosts"]
        for body in bodies
        if body["kind"] == "Ingress"
        for entry in body["spec"]["tls"]
    }
    ordered = {
        body["spec"]["secretName"]: body["spec"]["dnsNames"]
        for body in bodies
        if body["kind"] == "Certificate"
    }
    assert served == ordered


def test_the_hosts_resolve_to_the_cdn(plan: ControlPlanePlan) -> None:
    annotations = one(edge(plan), "Ingress", "platform-admin")["metadata"]["annotations"]
    target = annotations["external-dns.alpha.kubernetes.io/target"]
    assert target == plan.region.spec.edge.cdn.target


def test_staging_has_one_host() -> None:
    bodies = edge(seed_plan().control_planes["staging-us-east-1"])
    assert names(bodies, "Ingress") == ["platform-admin"]
    (rule,) = one(bodies, "Ingress")["spec"]["rules"]
    assert rule["host"] == "admin-staging.dotmac.com"


def test_a_gateway_gets_a_listener_and_a_route_for_each_host(plan: ControlPlanePlan) -> None:
    settings = plan.region.spec.edge.model_copy(update={"mode": "gateway"})
    spec = plan.region.spec.model_copy(update={"edge": settings})
    bodies = edge(replace(plan, region=replace(plan.region, spec=spec)))
    assert faults(bodies) == []
    assert names(bodies, "Ingress") == []
    assert names(bodies, "HTTPRoute") == ["platform-admin", "platform-api"]
    (listener,) = one(bodies, "ListenerSet", "platform-api")["spec"]["listeners"]
    assert listener["hostname"] == "api.dotmac.com"
    assert listener["allowedRoutes"] == {"namespaces": {"from": "Same"}}
    (parent,) = one(bodies, "HTTPRoute", "platform-api")["spec"]["parentRefs"]
    assert (parent["kind"], parent["name"]) == ("ListenerSet", "platform-api")
