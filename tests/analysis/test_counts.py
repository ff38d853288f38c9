"""Objects of a namespace, and those that controllers add."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.counts import objects
from tests.analysis.facts_of import facts_of


def counted(kind: str, version: str, spec: str, annotations: str = "{}") -> dict[str, int]:
    """Keys that one object makes other than zero; every namespace has one ConfigMap."""
    text = f"""
    apiVersion: {version}
    kind: {kind}
    metadata: {{name: a, namespace: ns, annotations: {annotations}}}
    spec: {spec}
    """
    found = objects(facts_of(text), "ns")
    return {key: value for key, value in found.items() if value and "/" not in key}


@pytest.mark.parametrize(
    ("kind", "version", "spec", "expected"),
    [
        ("Secret", "v1", "{}", {"secrets": 1}),
        ("Certificate", "cert-manager.io/v1", "{}", {"secrets": 2}),
        ("ExternalSecret", "external-secrets.io/v1", "{}", {"secrets": 1}),
        ("ExternalSecret", "external-secrets.io/v1", "{target: {creationPolicy: Merge}}", {}),
        ("Service", "v1", "{ports: [{port: 1}]}", {"services": 1}),
        (
            "Service",
            "v1",
            "{type: NodePort, ports: [{port: 1}, {port: 2}]}",
            {"services": 1, "services.nodeports": 2},
        ),
        (
            "Service",
            "v1",
            "{type: LoadBalancer, ports: [{port: 1}]}",
            {"services": 1, "services.nodeports": 1, "services.loadbalancers": 1},
        ),
        (
            "Service",
            "v1",
            "{type: LoadBalancer, allocateLoadBalancerNodePorts: false, ports: [{port: 1}]}",
            {"services": 1, "services.loadbalancers": 1},
        ),
        (
            "Cluster",
            "postgresql.cnpg.io/v1",
            "{bootstrap: {initdb: {secret: {name: a}}}}",
            {"services": 3, "secrets": 3, "configmaps": 2},
        ),
        (
            "Cluster",
            "postgresql.cnpg.io/v1",
            "{enableSuperuserAccess: true}",
            {"services": 3, "secrets": 5, "configmaps": 2},
        ),
    ],
)
def test_controllers_make_objects_of_their_own(
    kind: str, version: str, spec: str, expected: dict[str, int]
) -> None:
    assert counted(kind, version, spec) == {"configmaps": 1, **expected}


def test_an_ingress_with_an_issuer_makes_certificates() -> None:
    annotations = "{cert-manager.io/cluster-issuer: letsencrypt}"
    found = counted("Ingress", "networking.k8s.io/v1", "{tls: [{}, {}]}", annotations)
    assert found["secrets"] == 4


@pytest.mark.parametrize(
    ("kind", "version", "key"),
    [
        ("NetworkPolicy", "networking.k8s.io/v1", "count/networkpolicies.networking.k8s.io"),
        ("Ingress", "networking.k8s.io/v1", "count/ingresses.networking.k8s.io"),
        ("CronJob", "batch/v1", "count/cronjobs.batch"),
        ("Gateway", "gateway.networking.k8s.io/v1", "count/gateways.gateway.networking.k8s.io"),
        ("Endpoints", "v1", "count/endpoints"),
        ("ConfigMap", "v1", "count/configmaps"),
    ],
)
def test_kinds_are_counted_by_their_plural(kind: str, version: str, key: str) -> None:
    text = (
        f"{{apiVersion: {version}, kind: {kind}, metadata: {{name: a, namespace: ns}}, spec: {{}}}}"
    )
    assert objects(facts_of(text), "ns")[key] == 1 + (kind == "ConfigMap")


def test_a_schedule_keeps_its_history() -> None:
    text = """
    apiVersion: batch/v1
    kind: CronJob
    metadata: {name: a, namespace: ns}
    spec: {successfulJobsHistoryLimit: 2}
    """
    assert objects(facts_of(text), "ns")["count/jobs.batch"] == 2 + 1 + 1
