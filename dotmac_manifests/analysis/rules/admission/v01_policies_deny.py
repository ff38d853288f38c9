"""Admission policies deny, and deny too when they cannot tell.

Why: a policy without a binding does nothing, one that only warns or audits lets everything in, and
one that ignores its own failures is passed by whatever makes it fail.

Reads: every ValidatingAdmissionPolicy: failurePolicy Fail, requests that it looks at, expressions
that are not true by themselves, and a binding. Every binding: an existing policy and Deny among its
actions; with parameters, those of the policy's own namespace or of the platform's, and Deny where
they are missing.

Violating:

    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: classes}
    spec:
      failurePolicy: Ignore
      matchConstraints:
        resourceRules:
          - apiGroups: [""]
            apiVersions: [v1]
            operations: [CREATE]
            resources: [pods]
      validations:
        - expression: "object.spec.x == 1"

Clean:

    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: classes}
    spec:
      failurePolicy: Fail
      matchConstraints:
        resourceRules:
          - apiGroups: [""]
            apiVersions: [v1]
            operations: [CREATE]
            resources: [pods]
      validations:
        - expression: "object.spec.x == 1"
    ---
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: classes}
    spec:
      policyName: classes
      validationActions: [Deny]

Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/; K8S-MT
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.guards import BINDING, GROUP, Guard, denies, guards
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_TRUE = re.compile(r"\s*true\s*|.*\|\|\s*true\s*|\s*true\s*\|\|.*", re.DOTALL)
"""An expression that holds whatever the request is."""


def check(facts: Facts) -> Iterator[Broken]:
    """Policies that let things pass."""
    found = guards(facts)
    for guard in found.values():
        yield from _policy(guard)
    for binding in facts.kind(BINDING, GROUP):
        name = str(mapping(binding.body, "spec").get("policyName"))
        if name not in found:
            message = f"binding {binding.ref.name} is of policy {name}, which does not exist"
            yield Broken(binding, message, "render the policy", ("spec", "policyName"))
        if not denies(binding):
            message = f"binding {binding.ref.name} refuses nothing"
            remedy = "put Deny into validationActions"
            yield Broken(binding, message, remedy, ("spec", "validationActions"))
        yield from _parameters(facts, binding)


def _policy(guard: Guard) -> Iterator[Broken]:
    policy, spec = guard.policy, mapping(guard.policy.body, "spec")
    if not guard.fails_closed:
        message = f"policy {guard.name} lets pass what it cannot judge"
        yield Broken(policy, message, "set failurePolicy: Fail", ("spec", "failurePolicy"))
    if not guard.bindings:
        yield Broken(policy, f"policy {guard.name} is bound to nothing", "bind it, with Deny")
    if not list(guard.resources()):
        message = f"policy {guard.name} looks at no request"
        yield Broken(policy, message, "write resourceRules", ("spec", "matchConstraints"))
    checks = items(spec, "validations")
    if not checks:
        message = f"policy {guard.name} has no validations"
        yield Broken(policy, message, "write its validations", ("spec",))
    for index, check_ in enumerate(checks):
        expression = mapping(check_).get("expression")
        if not isinstance(expression, str) or _TRUE.fullmatch(expression):
            message = f"policy {guard.name} has a validation that is always true"
            path = ("spec", "validations", index, "expression")
            yield Broken(policy, message, "compare the object", path)


def _parameters(facts: Facts, binding: Manifest) -> Iterator[Broken]:
    reference = mapping(binding.body, "spec", "paramRef")
    if not reference:
        return
    own = {*facts.site.platform_namespaces, facts.site.gitops_namespace}
    closed = reference.get("parameterNotFoundAction") == "Deny"
    if not closed or reference.get("namespace") not in own:
        message = f"binding {binding.ref.name} has parameters that a tenant may write or remove"
        remedy = "set paramRef.namespace to the platform's, and parameterNotFoundAction: Deny"
        yield Broken(binding, message, remedy, ("spec", "paramRef"))


RULE = Rule("V01", "policies-deny", Severity.CRITICAL, check)
