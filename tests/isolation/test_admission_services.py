from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from dotmac_manifests.isolation.admission_services import service_policies
from tests.fleet import seed_plan
from tests.isolation.admitted import (
    DEPLOYER,
    KUBE_SYSTEM,
    TENANT,
    VELERO,
    Request,
    refusals,
    rendered,
)

Body = dict[str, Any]
INSIDE: Body = {
    "type": "ClusterIP",
    "selector": {"app.kubernetes.io/name": "isp-backend"},
    "ports": [{"port": 8000}],
}
BALANCED: Body = {
    "type": "LoadBalancer",
    "selector": {"app.kubernetes.io/name": "freeradius"},
    "ports": [{"port": 1812, "protocol": "UDP"}],
    "loadBalancerClass": "service.k8s.aws/nlb",
    "loadBalancerSourceRanges": ["203.0.113.0/28"],
    "allocateLoadBalancerNodePorts": False,
    "externalTrafficPolicy": "Local",
    "healthCheckNodePort": 31000,
}
DNS = "external-dns.alpha.kubernetes.io/hostname"


@cache
def policies() -> list[Body]:
    return rendered(service_policies(seed_plan().regions["us-east-1"]))


def judged(spec: Body, annotations: dict[str, str] | None = None) -> list[str]:
    metadata: Body = {"name": "x", "namespace": "tenant-fast-fiber"}
    if annotations is not None:
        metadata["annotations"] = annotations
    service = {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}
    return refusals(policies(), Request(obj=service, namespace=TENANT))


@pytest.mark.parametrize("spec", [INSIDE, {**INSIDE, "clusterIP": "None"}, BALANCED])
def test_what_a_tenant_needs_passes(spec: Body) -> None:
    assert judged(spec) == []


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({**INSIDE, "type": "NodePort"}, "type ClusterIP or LoadBalancer"),
        ({"type": "ExternalName", "externalName": "evil.com"}, "type ClusterIP or LoadBalancer"),
        ({**INSIDE, "ports": [{"port": 1, "nodePort": 30000}]}, "no node port"),
        ({"type": "ClusterIP", "ports": [{"port": 1}]}, "selects pods"),
        ({**INSIDE, "selector": {}}, "selects pods"),
        ({**INSIDE, "externalIPs": ["192.0.2.1"]}, "claims no address"),
        ({**BALANCED, "loadBalancerIP": "192.0.2.1"}, "claims no address"),
        ({**BALANCED, "selector": INSIDE["selector"]}, "freeradius and wireguard"),
        ({**BALANCED, "loadBalancerSourceRanges": []}, "lists its clients"),
        ({**BALANCED, "externalTrafficPolicy": "Cluster"}, "keeps their addresses"),
        ({**BALANCED, "loadBalancerClass": "other"}, "of the region's class"),
        ({**BALANCED, "allocateLoadBalancerNodePorts": True}, "takes no node port"),
    ],
)
def test_what_opens_a_port_or_claims_an_address_is_refused(spec: Body, message: str) -> None:
    assert [text for text in judged(spec) if message in text]


@pytest.mark.parametrize(
    ("names", "passes"),
    [
        ("fast-fiber.isp.dotmac.com", True),
        ("radius.fast-fiber.isp.dotmac.com,ops.fastfiber.com", True),
        ("citynet.isp.dotmac.com", False),
        ("evilfast-fiber.isp.dotmac.com", False),
        ("ops.fastfiber.com,admin.dotmac.com", False),
    ],
)
def test_dns_names_are_the_tenants_own(names: str, passes: bool) -> None:
    assert (judged(BALANCED, {DNS: names}) == []) is passes


@pytest.mark.parametrize(
    "obj",
    [
        {"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "x"}},
        {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": {"name": "x"}},
    ],
    ids=lambda obj: obj["kind"],
)
def test_only_controllers_write_endpoints(obj: Body) -> None:
    def by(user: str, namespace: Body = TENANT) -> list[str]:
        return refusals(policies(), Request(obj=obj, user=user, namespace=namespace))

    for user in (DEPLOYER, "system:serviceaccount:tenant-fast-fiber:isp-backend", "alice"):
        assert by(user)
    assert by(f"{KUBE_SYSTEM}endpointslice-controller") == []
    assert by("system:kube-controller-manager") == []
    assert by(VELERO) == []
    leaving = {"metadata": {**TENANT["metadata"], "deletionTimestamp": "2026-01-01T00:00:00Z"}}
    assert by("alice", leaving) == []
