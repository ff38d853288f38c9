"""Ways to have the API server look away."""

from __future__ import annotations

from typing import Any

from tests.analysis.rules.mutations.edits import Change, Ways, cut, drop, mutations, on, put
from tests.analysis.rules.mutations.places import AP, EU, US

SELECTOR = "spec.matchResources.namespaceSelector"
RULES = "spec.matchConstraints.resourceRules"
CITYNET = "us-east-1 Namespace tenant-citynet"
ROLE = ("metadata", "labels", "app.kubernetes.io/component")


def _policy(region: str, name: str) -> str:
    return f"{region} ValidatingAdmissionPolicy dotmac-{name}"


def _binding(region: str, name: str) -> str:
    return f"{region} ValidatingAdmissionPolicyBinding dotmac-{name}"


def _check(region: str, name: str, expression: str) -> Change:
    return on(_policy(region, name), put("spec.validations.0.expression", expression))


def _operations(region: str, name: str, *operations: str) -> Change:
    return on(_policy(region, name), put(f"{RULES}.0.operations", list(operations)))


def _selects(region: str, name: str, selector: dict[str, Any]) -> Change:
    return on(_binding(region, name), put(SELECTOR, selector))


NOT_EXEMPT = {"matchExpressions": [{"key": "exempt", "operator": "DoesNotExist"}]}
NOT_SOME = {
    "matchExpressions": [
        {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["tenant-citynet"]}
    ]
}
MAIN = {"matchLabels": {"app.kubernetes.io/component": "tenant"}}
USER = "request.userInfo.username"

WAYS: Ways = {
    "V01": (
        ("ignores", on(_policy(US, "images"), put("spec.failurePolicy", "Ignore"))),
        (
            "audits",
            on(_binding(EU, "tenant-pods-tenants"), put("spec.validationActions", ["Audit"])),
        ),
        ("warns", on(_binding(AP, "images-platform"), put("spec.validationActions", ["Warn"]))),
        ("unbound", drop(_binding(US, "tenant-roles-tenants"))),
        ("bound to nothing", on(_binding(EU, "images-tenants"), put("spec.policyName", "x"))),
        ("true", _check(US, "tenant-claims", "true")),
        ("or true", _check(AP, "tenant-services", "object.spec.type == 'ClusterIP' || true")),
        ("no checks", on(_policy(EU, "tenant-kinds"), put("spec.validations", []))),
        ("no requests", on(_policy(US, "tenant-tokens"), put(RULES, []))),
        (
            "parameters",
            on(
                _binding(US, "images-tenants"),
                put("spec.paramRef", {"name": "images", "parameterNotFoundAction": "Allow"}),
            ),
        ),
    ),
    "V02": (
        ("gone", drop(_policy(US, "tenant-services"))),
        ("unbound", drop(_binding(EU, "tenant-claims-tenants"))),
        ("main namespaces only", _selects(US, "tenant-pods-tenants", MAIN)),
        ("all but one", _selects(US, "tenant-roles-tenants", NOT_SOME)),
        ("relabelled", on(CITYNET, put(ROLE, "platform"))),
        ("unlabelled", on("ap-southeast-1 Namespace tenant-lion-net", cut(ROLE))),
        ("platform", drop(_binding(US, "images-platform"))),
        ("VPN", drop(_policy(EU, "tenant-vpn-pods"))),
        ("everywhere", _selects(AP, "foreign-bindings-cluster", {"matchLabels": {"a": "b"}})),
        (
            "some objects",
            on(
                _binding(EU, "tenant-secret-stores-tenants"),
                put("spec.matchResources.objectSelector", {"matchLabels": {"a": "b"}}),
            ),
        ),
    ),
    "V03": (
        ("label of namespaces", _selects(US, "tenant-pods-tenants", NOT_EXEMPT)),
        ("all but one", _selects(EU, "tenant-roles-tenants", NOT_SOME)),
        (
            "label of objects",
            on(
                _binding(AP, "images-tenants"),
                put("spec.matchResources.objectSelector", NOT_EXEMPT),
            ),
        ),
        (
            "resources",
            on(
                _policy(US, "tenant-services"),
                put("spec.matchConstraints.excludeResourceRules", [{"resourceNames": ["x"]}]),
            ),
        ),
        (
            "policy's namespaces",
            on(
                _policy(EU, "images"),
                put("spec.matchConstraints.namespaceSelector", NOT_EXEMPT),
            ),
        ),
        (
            "condition",
            on(
                _policy(US, "images"),
                put("spec.matchConditions.0.expression", f"!{USER}.startsWith('system:')"),
            ),
        ),
        (
            "accounts",
            _check(US, "tenant-guard-rails", f"{USER}.startsWith('system:serviceaccount:')"),
        ),
        (
            "tenant's accounts",
            _check(
                EU, "tenant-kinds", f"{USER}.startsWith('system:serviceaccount:tenant-nordlicht:')"
            ),
        ),
        (
            "deployers",
            _check(AP, "tenant-guard-rails", f"{USER}.startsWith('system:serviceaccount:argocd:')"),
        ),
        (
            "a deployer",
            _check(US, "tenant-kinds", f"{USER} == 'system:serviceaccount:argocd:tenant-citynet'"),
        ),
        (
            "everybody",
            _check(US, "tenant-endpoints", "'system:authenticated' in request.userInfo.groups"),
        ),
    ),
    "V04": (
        ("creations only", _operations(US, "tenant-services", "CREATE")),
        ("removals", _operations(EU, "tenant-guard-rails", "CREATE", "UPDATE")),
        ("deleted namespaces", _operations(AP, "tenant-namespaces", "CREATE", "UPDATE")),
        ("policies", on(_policy(US, "tenant-guard-rails"), cut(f"{RULES}.1"))),
        ("slices", on(_policy(EU, "tenant-endpoints"), cut(f"{RULES}.1"))),
        ("a kind", on(_policy(AP, "tenant-kinds"), cut(f"{RULES}.1"))),
        (
            "other group",
            on(_policy(US, "tenant-ingresses"), put(f"{RULES}.0.apiGroups", ["extensions"])),
        ),
        ("routes", drop(_policy(AP, "tenant-routes"))),
        ("listeners", drop(_binding(AP, "tenant-listeners-tenants"))),
    ),
}

MUTATIONS = mutations(WAYS)
