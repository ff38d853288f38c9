from __future__ import annotations

from dataclasses import replace
from textwrap import indent

import pytest

from dotmac_manifests.analysis.admission import Request, concerns, expressions, refusals
from dotmac_manifests.analysis.cel.syntax import Unknown
from dotmac_manifests.analysis.guards import Guard, guards
from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters

POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"a": 1}}
CREATE = Request(group="", resource="pods", new=POD, user="ann", namespace={"metadata": {}})
POLICY = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {{name: guard}}
spec:
  matchConstraints:
    resourceRules: [{rule}]
{more}
"""
RULE = "{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}"


def guard(*validations: str, rule: str = RULE, conditions: str = "", variables: str = "") -> Guard:
    listed = [f"- expression: {text!r}" for text in validations]
    more = "\n".join(["validations:", *listed, conditions, variables])
    text = POLICY.format(rule=rule, more=indent(more, "  "))
    return guards(clusters(parse(text), Site())[0])["guard"]


def refused(found: Guard, request: Request = CREATE) -> list[int]:
    return sorted(number for _, number in refusals([(found, expressions(found))], request))


def test_what_is_not_true_refuses() -> None:
    assert refused(guard("true", "object.spec.a == 2", "object.spec.b == 1", "1")) == [1, 2, 3]


def test_a_condition_that_does_not_hold_passes_a_policy_by() -> None:
    skipped = "matchConditions: [{name: x, expression: \"request.name != 'web'\"}]"
    assert refused(guard("false", conditions=skipped)) == []
    broken = "matchConditions: [{name: x, expression: object.spec.b}]"
    assert refused(guard("true", conditions=broken)) == [-1]


def test_variables_are_computed_when_they_are_asked_for() -> None:
    variables = (
        "variables: [{name: a, expression: object.spec.a}, {name: b, expression: object.spec.b}]"
    )
    assert refused(guard("variables.a == 1", variables=variables)) == []
    assert refused(guard("variables.b == 1", variables=variables)) == [0]


@pytest.mark.parametrize(
    "rule",
    [
        "{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [pods]}",
        "{apiGroups: [''], apiVersions: [v2], operations: [CREATE], resources: [pods]}",
        "{apiGroups: [''], apiVersions: [v1], operations: [UPDATE], resources: [pods]}",
        "{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods/exec]}",
        "{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: ['*/exec']}",
        RULE.replace("{", "{resourceNames: [x], ", 1),
        RULE.replace("{", "{scope: Cluster, ", 1),
    ],
)
def test_a_policy_of_other_requests_refuses_nothing(rule: str) -> None:
    found = guard("false", rule=rule)
    assert not concerns(found, CREATE)
    assert refused(found) == []


@pytest.mark.parametrize(
    ("resource", "written", "meant"),
    [
        ("pods", "*", True),
        ("pods", "*/*", True),
        ("pods", "pods/*", False),
        ("pods/status", "*", False),
        ("pods/status", "*/*", True),
        ("pods/status", "pods/*", True),
        ("pods/status", "*/status", True),
        ("pods/status", "pods", False),
    ],
)
def test_resources_may_be_written_with_stars(resource: str, written: str, meant: bool) -> None:
    rule = RULE.replace("[pods]", f"['{written}']")
    assert concerns(guard("false", rule=rule), replace(CREATE, resource=resource)) is meant


def test_what_cannot_be_told_is_no_verdict() -> None:
    with pytest.raises(Unknown):
        refused(guard("authorizer.group('').check('get').allowed()"))
    assert expressions(guard("has((")).mistakes
