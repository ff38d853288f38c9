from __future__ import annotations

import pytest

from dotmac_manifests.analysis.rules.registry import RULES
from tests.analysis.rules.judge import judge

RULE = RULES["K02"]
SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: db, namespace: a}}
spec:
  replicas: 2
  selector: {selector}
  template:
    metadata: {{labels: {{app: db}}}}
    spec: {{containers: [{{name: db, image: db}}]}}
"""
SERVICE = """
---
apiVersion: v1
kind: Service
metadata: {{name: db, namespace: {namespace}}}
spec: {spec}
"""
OWN = "{matchLabels: {app: db}}"


def found(selector: str = OWN, service: str = "", namespace: str = "a") -> list[str]:
    text = SET.format(selector=selector)
    text += SERVICE.format(namespace=namespace, spec=service) if service else ""
    return [finding.message for finding in judge(RULE, text)]


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("{matchLabels: {app: web}}", "does not select its own pods"),
        ("{matchLabels: {app: db, tier: x}}", "does not select its own pods"),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [db]}]}", "does not select"),
        ("{}", "selects every pod"),
        ("{matchExpressions: [{key: app, operator: Is}]}", "cannot be judged"),
        ("text", "cannot be judged"),
    ],
)
def test_a_workload_selects_its_own_pods(selector: str, message: str) -> None:
    [said] = found(selector)
    assert message in said


@pytest.mark.parametrize(
    "service",
    [
        "{selector: {app: db}}",
        "{selector: {app: db, statefulset.kubernetes.io/pod-name: db-1}}",
        "{selector: {app: db, apps.kubernetes.io/pod-index: '0'}}",
        "{type: ExternalName, externalName: x, selector: {app: web}}",
        "{clusterIP: None}",
    ],
)
def test_a_service_that_selects_pods_passes(service: str) -> None:
    assert found(service=service) == []


@pytest.mark.parametrize(
    "service",
    [
        "{selector: {app: web}}",
        "{selector: {app: db, tier: x}}",
        "{selector: {app: db, statefulset.kubernetes.io/pod-name: db-2}}",
        "{selector: {app: db, statefulset.kubernetes.io/pod-name: web-0}}",
        "{selector: {app: db, statefulset.kubernetes.io/pod-name: db}}",
    ],
)
def test_a_service_of_nobody_is_found(service: str) -> None:
    assert len(found(service=service)) == 1


def test_where_no_pods_are_known_services_are_left_alone() -> None:
    assert found(service="{selector: {app: web}}", namespace="b") == []
