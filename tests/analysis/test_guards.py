"""Which policies hold in which namespaces."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.guards import Guard, guards, labels_of, narrowed
from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters

POLICY = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {{name: guard}}
spec:
  failurePolicy: {failure}
  matchConstraints:
    resourceRules:
      - {{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {{name: guard}}
spec:
  policyName: guard
  validationActions: [{action}]
  matchResources: {resources}
"""
TENANTS = "{namespaceSelector: {matchLabels: {role: tenant}}}"


def _guard(failure: str = "Fail", action: str = "Deny", resources: str = TENANTS) -> Guard:
    text = POLICY.format(failure=failure, action=action, resources=resources)
    return guards(clusters(parse(text), Site())[0])["guard"]


def test_a_guard_holds_where_its_binding_selects() -> None:
    assert _guard().covers({"role": "tenant"})
    assert not _guard().covers({"role": "platform"})
    assert _guard(resources="{}").covers({})


@pytest.mark.parametrize(
    "guard",
    [
        _guard(failure="Ignore"),
        _guard(action="Audit"),
        _guard(resources="{objectSelector: {matchLabels: {a: b}}}"),
        _guard(resources="{namespaceSelector: {matchExpressions: [{key: a, operator: Near}]}}"),
    ],
)
def test_a_guard_that_lets_something_pass_covers_nothing(guard: Guard) -> None:
    assert not guard.covers({"role": "tenant"})


def test_requests_and_narrowing_are_named() -> None:
    assert list(_guard().resources()) == [("apps", "deployments", frozenset({"CREATE"}))]
    bound = _guard(resources="{excludeResourceRules: [{resourceNames: [a]}]}").bindings[0]
    assert narrowed(bound) == ("excludeResourceRules",)


def test_the_api_servers_own_label_is_added() -> None:
    text = "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {b: c}}}"
    facts = clusters(parse(text), Site())[0]
    assert labels_of(facts, "a") == {"b": "c", "kubernetes.io/metadata.name": "a"}
    assert labels_of(facts, "elsewhere") == {"kubernetes.io/metadata.name": "elsewhere"}
