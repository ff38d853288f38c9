"""The ingress controller and the gateway, as a shared cluster needs them."""

from __future__ import annotations

from functools import partial

from dotmac_manifests.components.operator_chart import Settings
from dotmac_manifests.components.operators_edge import EdgeService, envoy, nginx
from tests.components.rendering import find, render
from tests.fleet import seed_plan

REGIONS = seed_plan().regions
CONTROLLER = nginx(Settings(REGIONS["us-east-1"], "nginx-ingress"))["controller"]


def test_tenants_cannot_write_configuration() -> None:
    assert CONTROLLER["enableSnippets"] is False
    assert CONTROLLER["enableCustomResources"] is True
    assert CONTROLLER["globalConfiguration"] == {"create": False}


def test_nothing_is_reported_to_anybody() -> None:
    assert CONTROLLER["telemetryReporting"] == {"enable": False}


def test_the_wildcard_certificate_stays_beside_the_edge() -> None:
    assert CONTROLLER["wildcardTLS"]["secret"] == "nginx-ingress/isp-wildcard-tls"
    assert "defaultTLS" not in CONTROLLER


def test_only_named_proxies_are_believed_about_the_client() -> None:
    assert CONTROLLER["config"]["entries"]["set-real-ip-from"] == "192.0.2.64/27"
    staging = nginx(Settings(REGIONS["staging-us-east-1"], "nginx-ingress"))
    assert "set-real-ip-from" not in staging["controller"]["config"]["entries"]


def test_the_container_meets_the_restricted_level() -> None:
    security = CONTROLLER["securityContext"]
    assert security["capabilities"] == {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}
    assert security["runAsNonRoot"] is security["readOnlyRootFilesystem"] is True


def test_the_load_balancer_keeps_addresses_and_opens_no_node_port() -> None:
    bodies = render(partial(EdgeService, region=REGIONS["us-east-1"]))
    service = find(bodies, "Service", CONTROLLER["reportIngressStatus"]["externalService"])
    spec = service["spec"]
    assert spec["externalTrafficPolicy"] == "Local"
    assert spec["allocateLoadBalancerNodePorts"] is False
    assert spec["loadBalancerClass"] == "service.k8s.aws/nlb"
    assert service["metadata"]["namespace"] == REGIONS["us-east-1"].edge_namespace
    assert CONTROLLER["service"] == {"create": False}


def test_a_gateway_makes_its_own_load_balancer() -> None:
    assert render(partial(EdgeService, region=REGIONS["ap-southeast-1"])) == []


def test_routes_cannot_reach_arbitrary_addresses() -> None:
    values = envoy(Settings(REGIONS["ap-southeast-1"], "envoy-gateway"))
    extensions = values["config"]["envoyGateway"]["extensionApis"]
    assert extensions == {"enableBackend": False, "enableEnvoyPatchPolicy": False}
