"""Services: which pods and ports stand behind them."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.services import backends_of, services_of
from dotmac_manifests.errors import InputError
from tests.analysis.reachability.cases import Body, cluster, pod


def service(**spec: Any) -> Body:
    metadata = {"name": "web", "namespace": "x"}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}


def behind(**spec: Any) -> list[str]:
    bodies = (pod("x/web", tier="front"), pod("x/db"), pod("y/web", tier="front"))
    (found,) = services_of(cluster(*bodies, service(**spec))).values()
    return [str(one) for one in found.pods]


def test_selectors_choose_pods_of_the_same_namespace() -> None:
    assert behind(selector={"app": "web"}) == ["x/web[Pod]"]
    assert behind(selector={"app": "web", "tier": "front"}) == ["x/web[Pod]"]
    assert behind(selector={"app": "web", "tier": "back"}) == []


@pytest.mark.parametrize(
    "spec", [{}, {"selector": {}}, {"selector": {"app": "web"}, "type": "ExternalName"}]
)
def test_some_services_have_no_pods_of_their_own(spec: Body) -> None:
    assert behind(**spec) == []


def test_ports_lead_to_numbers_or_names() -> None:
    ports = [
        {"name": "a", "port": 80},
        {"name": "b", "port": 81, "targetPort": 8081},
        {"name": "c", "port": 82, "targetPort": "http"},
        {"name": "d", "port": 83, "targetPort": "http", "protocol": "UDP"},
    ]
    web = pod("x/web", {"name": "http", "containerPort": 8080})
    (found,) = services_of(cluster(web, service(selector={"app": "web"}, ports=ports))).values()
    assert [one.at(found.pods[0]) for one in found.ports] == [(80,), (8081,), (8080,), ()]


def test_malformed_services_are_refused() -> None:
    with pytest.raises(InputError, match=r"spec\.ports\[0\]\.port: '80' is not a number"):
        services_of(cluster(service(ports=[{"port": "80"}])))


def test_backends_without_a_service_are_kept() -> None:
    route = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {"name": "i", "namespace": "x"},
        "spec": {"defaultBackend": {"service": {"name": "none", "port": {"number": 80}}}},
    }
    (found,) = backends_of(cluster(route), {})
    assert (found.target, found.service, found.pods) == ("x/none", None, ())
    assert found.path == ("spec", "defaultBackend")
