from __future__ import annotations

from dataclasses import replace
from typing import Any

from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.cluster_edge import ClusterEdge
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.plan.model import RegionPlan
from tests.fleet import seed_plan

Body = dict[str, Any]
GATEWAY = "ap-southeast-1"


def built(region: RegionPlan) -> dict[tuple[str, str], Body]:
    file = ManifestFile(App(), "x.yaml")
    ClusterEdge(file, region)
    return {(body["kind"], body["metadata"]["name"]): body for body in file.bodies}


def listeners(bodies: dict[tuple[str, str], Body]) -> dict[str, Body]:
    found = bodies["Gateway", "dotmac"]["spec"]["listeners"]
    return {listener["name"]: listener for listener in found}


def test_an_ingress_region_has_a_class_and_the_wildcard_beside_its_controller() -> None:
    bodies = built(seed_plan().regions["us-east-1"])
    assert set(bodies) == {("IngressClass", "dotmac"), ("Certificate", "isp-wildcard-tls")}
    certificate = bodies["Certificate", "isp-wildcard-tls"]
    assert certificate["metadata"]["namespace"] == "nginx-ingress"
    assert certificate["spec"]["dnsNames"] == ["*.isp.dotmac.com"]
    assert "annotations" not in bodies["IngressClass", "dotmac"]["metadata"]


def test_tenants_hosts_end_at_the_wildcard_listener() -> None:
    https = listeners(built(seed_plan().regions[GATEWAY]))["https"]
    assert https["hostname"] == "*.isp.dotmac.com"
    assert https["tls"]["certificateRefs"] == [{"kind": "Secret", "name": "isp-wildcard-tls"}]
    assert https["allowedRoutes"]["kinds"] == [
        {"group": "gateway.networking.k8s.io", "kind": "HTTPRoute"}
    ]


def test_plain_http_only_redirects() -> None:
    bodies = built(seed_plan().regions[GATEWAY])
    assert listeners(bodies)["http"]["allowedRoutes"] == {"namespaces": {"from": "Same"}}
    route = bodies["HTTPRoute", "https-redirect"]["spec"]
    assert "hostnames" not in route
    assert [rule.get("backendRefs") for rule in route["rules"]] == [None]


def test_a_control_plane_elsewhere_shows_a_certificate() -> None:
    bodies = built(seed_plan().regions[GATEWAY])
    assert listeners(bodies)["control-plane"]["hostname"] == "*.control-plane.isp.dotmac.com"
    policy = bodies["ClientTrafficPolicy", "control-plane"]["spec"]
    assert policy["targetRefs"][0]["sectionName"] == "control-plane"
    validation = policy["tls"]["clientValidation"]
    assert validation["mode"] == "RequireAndVerify"
    assert ("ExternalSecret", validation["caCertificateRefs"][0]["name"]) in bodies


def test_a_region_with_the_control_plane_expects_none_from_elsewhere() -> None:
    region = seed_plan().regions[GATEWAY]
    primary = replace(region, spec=region.spec.model_copy(update={"primary": True}))
    bodies = built(primary)
    assert set(listeners(bodies)) == {"http", "https"}
    assert not [kind for kind, _ in bodies if kind in ("ExternalSecret", "SecretStore")]


def test_only_named_proxies_may_say_who_the_client_is() -> None:
    region = seed_plan().regions[GATEWAY]
    for cidrs in ((), ("192.0.2.0/24",)):
        edge = region.spec.edge.model_copy(update={"trusted_proxy_cidrs": cidrs})
        changed = replace(region, spec=region.spec.model_copy(update={"edge": edge}))
        policy = built(changed)["ClientTrafficPolicy", "edge"]["spec"]
        assert ("clientIPDetection" in policy) is bool(cidrs)
