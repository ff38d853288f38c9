"""No label and no account gets past an admission policy.

Why: an exemption by a label is open to whoever can write labels; one for service accounts, or for
all who are logged in, is open to every pod. The deployer of a tenant lives beside Argo CD, so what
trusts Argo CD's accounts by prefix has to leave it out.

Reads: bindings: namespaceSelector only by `In` or matchLabels on the site's `edge.frozenLabels` or
`kubernetes.io/metadata.name`, no objectSelector or excluded resources, and none of those in the
policy's matchConstraints. Policies' matchConditions: nothing about who asks. Expressions: accounts
that they compare with the requester are of the site's `admission.trusted` namespaces; where Argo CD
is trusted by prefix, tenants' deployers are left out beside it.

Violating:

    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: classes}
    spec:
      policyName: classes
      validationActions: [Deny]
      matchResources:
        objectSelector:
          matchExpressions:
            - {key: exempt, operator: DoesNotExist}

Clean:

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

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.guards import BINDING, GROUP, NAME_LABEL, POLICY
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule

ACCOUNT = re.compile(
    r"(!?)request\.userInfo\.username[^'\"]{0,20}['\"]system:serviceaccount:([^'\"]*)['\"]"
)
"""An account, or a prefix of accounts, that the requester is compared with."""
CROWD = re.compile(
    r"['\"]system:(?:authenticated|unauthenticated|serviceaccounts(?::[^'\"]*)?)['\"] in request"
)
NARROWING = ("excludeResourceRules", "objectSelector")


def check(facts: Facts) -> Iterator[Broken]:
    """Ways past the policies."""
    for binding in facts.kind(BINDING, GROUP):
        resources = mapping(binding.body, "spec", "matchResources")
        yield from _narrowed(binding, resources, ("spec", "matchResources"))
        if not _frozen(facts, mapping(resources, "namespaceSelector")):
            message = f"binding {binding.ref.name} holds where a label says so that tenants may set"
            remedy = "select by a label that an admission policy freezes, with In"
            path = ("spec", "matchResources", "namespaceSelector")
            yield Broken(binding, message, remedy, path)
    for policy in facts.kind(POLICY, GROUP):
        spec = mapping(policy.body, "spec")
        constraints = mapping(spec, "matchConstraints")
        yield from _narrowed(policy, constraints, ("spec", "matchConstraints"))
        if constraints.get("namespaceSelector") not in (None, {}):
            message = f"policy {policy.ref.name} chooses namespaces itself"
            path = ("spec", "matchConstraints", "namespaceSelector")
            yield Broken(policy, message, "choose them in bindings, where they are judged", path)
        yield from _expressions(facts, policy, spec)


def _narrowed(holder: Manifest, resources: Body, path: tuple[str, ...]) -> Iterator[Broken]:
    for field in NARROWING:
        if resources.get(field) not in (None, {}, []):
            message = f"{holder.ref.kind} {holder.ref.name} leaves objects out by {field}"
            yield Broken(holder, message, f"remove {field}", (*path, field))


def _frozen(facts: Facts, selector: Body) -> bool:
    frozen = {*facts.site.edge.frozen_labels, NAME_LABEL}
    return mapping(selector, "matchLabels").keys() <= frozen and all(
        str(mapping(one).get("key")) in frozen and mapping(one).get("operator") == "In"
        for one in items(selector, "matchExpressions")
    )


def _expressions(facts: Facts, policy: Manifest, spec: Body) -> Iterator[Broken]:
    for index, one in enumerate(items(spec, "matchConditions")):
        if "userInfo" in str(mapping(one).get("expression")):
            message = f"policy {policy.ref.name} is not asked about some accounts"
            path = ("spec", "matchConditions", index)
            yield Broken(policy, message, "judge every account, in validations", path)
    for field in ("validations", "variables"):
        for index, one in enumerate(items(spec, field)):
            expression = str(mapping(one).get("expression"))
            who = _trusted(facts, expression)
            if who:
                message = f"policy {policy.ref.name} lets {who} pass"
                remedy = "trust the platform's own accounts only"
                yield Broken(policy, message, remedy, ("spec", field, index, "expression"))


def _trusted(facts: Facts, expression: str) -> str:
    """Who may pass that should not; empty if nobody."""
    if CROWD.search(expression):
        return "everybody who is logged in"
    site = facts.site
    deployers = f"{site.gitops_namespace}:{site.tenant_namespace_prefix}"
    found = ACCOUNT.findall(expression)
    excluded = any(negated and account == deployers for negated, account in found)
    for negated, account in found:
        space = account.partition(":")[0]
        if negated:
            continue
        if (
            space not in site.admission.trusted
            or ":" not in account
            or account.startswith(deployers)
        ):
            return f"accounts {account or 'of every namespace'}"
        if account == f"{site.gitops_namespace}:" and not excluded:
            return "tenants' deployers"
    return ""


RULE = Rule("V03", "no-exemptions", Severity.CRITICAL, check)
