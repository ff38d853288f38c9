"""The edge: where routes lead, and which rules let its unseen pods in."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.reachability.edge import Edge
from tests.analysis.reachability.cases import Body, app, engine, namespace, pod, policy

WEB = pod("x/web", {"name": "http", "containerPort": 8080})


def service(where: str, target: object = 8080, **spec: Any) -> Body:
    home, _, name = where.partition("/")
    ports = [{"name": "web", "port": 80, "targetPort": target}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": home},
        "spec": {"selector": {"app": name}, "ports": ports, **spec},
    }


def ingress(where: str, port: Body) -> Body:
    home, _, name = where.partition("/")
    path = {"path": "/", "backend": {"service": {"name": name, "port": port}}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": name, "namespace": home},
        "spec": {"rules": [{"host": "a.example", "http": {"paths": [path]}}]},
    }


def found(*bodies: Body) -> list[str]:
    edge = Edge(engine(*bodies))
    return [f"{pods} {opened}" for pods, opened in edge.connections()]


ROUTED = (WEB, service("x/web"), ingress("x/web", {"number": 80}))


@pytest.mark.parametrize("port", [{"number": 80}, {"name": "web"}])
@pytest.mark.parametrize("target", [8080, "http"])
def test_ingresses_lead_to_the_ports_of_pods(port: Body, target: object) -> None:
    bodies = (WEB, service("x/web", target), ingress("x/web", port))
    assert found(*bodies) == ["x/web[Pod] TCP 8080"]


def test_without_a_service_a_route_leads_nowhere() -> None:
    assert found(WEB, ingress("x/web", {"number": 80})) == []
    assert found(WEB, service("x/web"), ingress("x/web", {"number": 81})) == []


def test_default_backends_count() -> None:
    body = ingress("x/web", {"number": 80})
    backend = body["spec"].pop("rules")[0]["http"]["paths"][0]["backend"]
    body["spec"]["defaultBackend"] = backend
    assert found(WEB, service("x/web"), body) == ["x/web[Pod] TCP 8080"]


OPEN = ["x/web[Pod] TCP 8080"]
EDGE_NAMESPACE = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "edge"}}}


@pytest.mark.parametrize(
    ("peer", "lines"),
    [
        ({"namespaceSelector": {}}, OPEN),
        (EDGE_NAMESPACE, OPEN),
        ({**EDGE_NAMESPACE, "podSelector": app("nginx")}, OPEN),
        ({"namespaceSelector": {"matchLabels": {"role": "edge"}}}, OPEN),
        ({"ipBlock": {"cidr": "0.0.0.0/0"}}, OPEN),
        ({"ipBlock": {"cidr": "192.0.2.0/24"}}, []),
        ({"podSelector": {}}, []),
        ({"podSelector": app("nginx")}, []),
        ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "y"}}}, []),
    ],
)
def test_rules_let_in_pods_of_namespaces_that_are_not_given(peer: Body, lines: list[str]) -> None:
    known = (namespace("y"), pod("y/other"))
    assert found(*ROUTED, *known, policy("x/p", ingress=[{"from": [peer]}])) == lines


def test_default_deny_shuts_it_out() -> None:
    assert found(*ROUTED, policy("x/p")) == []


def test_an_edge_that_is_given_counts_too() -> None:
    nginx = pod("y/nginx")
    let_in = policy(
        "x/p", ingress=[{"from": [{"namespaceSelector": {}, "podSelector": app("nginx")}]}]
    )
    name = {"matchLabels": {"kubernetes.io/metadata.name": "y"}}
    let_in["spec"]["ingress"][0]["from"][0]["namespaceSelector"] = name
    assert found(*ROUTED, nginx, let_in) == []
    door = service("y/nginx", type="LoadBalancer")
    assert found(*ROUTED, nginx, door, let_in) == OPEN


def route(kind: str = "HTTPRoute", home: str = "x", **backend: Any) -> Body:
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": "r", "namespace": home},
        "spec": {
            "parentRefs": [{"name": "gateway"}],
            "rules": [{"backendRefs": [{"name": "web", "port": 80, **backend}]}],
        },
    }


@pytest.mark.parametrize("kind", ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"])
def test_routes_of_the_gateway_api(kind: str) -> None:
    assert found(WEB, service("x/web"), route(kind)) == OPEN


def test_routes_to_other_namespaces_need_a_grant() -> None:
    grant = {
        "apiVersion": "gateway.networking.k8s.io/v1beta1",
        "kind": "ReferenceGrant",
        "metadata": {"name": "g", "namespace": "x"},
        "spec": {
            "from": [{"group": "gateway.networking.k8s.io", "kind": "HTTPRoute", "namespace": "z"}],
            "to": [{"group": "", "kind": "Service"}],
        },
    }
    far = route(home="z", namespace="x")
    assert found(WEB, service("x/web"), far) == []
    assert found(WEB, service("x/web"), far, grant) == OPEN
    grant["spec"]["to"][0]["name"] = "other"  # type: ignore[index]
    assert found(WEB, service("x/web"), far, grant) == []


def test_mirrored_requests_count() -> None:
    body = route()
    body["spec"]["rules"] = [
        {
            "filters": [
                {
                    "type": "RequestMirror",
                    "requestMirror": {"backendRef": {"name": "web", "port": 80}},
                }
            ]
        }
    ]
    assert found(WEB, service("x/web"), body) == OPEN


def test_routes_inside_the_mesh_are_no_edge() -> None:
    body = route()
    body["spec"]["parentRefs"] = [{"kind": "Service", "group": "", "name": "web"}]
    assert found(WEB, service("x/web"), body) == []
