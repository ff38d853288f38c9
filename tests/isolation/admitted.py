"""An API server's admission in miniature: rendered policies, judged by a real CEL runtime."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

pytest.importorskip("cel_expr_python", reason="there is no CEL runtime for this machine")

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

from dotmac_manifests.charts.cluster import FILES
from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.isolation.admission import AdmissionPolicy, Policy
from tests.fleet import seed_plan

Body = dict[str, Any]
ARGOCD = "system:serviceaccount:argocd:argocd-application-controller"
DEPLOYER = "system:serviceaccount:argocd:tenant-fast-fiber"
KUBE_SYSTEM = "system:serviceaccount:kube-system:"
VELERO = "system:serviceaccount:velero:velero-server"

TENANT: Body = {
    "metadata": {
        "name": "tenant-fast-fiber",
        "labels": {
            "kubernetes.io/metadata.name": "tenant-fast-fiber",
            "app.kubernetes.io/component": "tenant",
            "dotmac.io/tenant-slug": "fast-fiber",
            "dotmac.io/plan-tier": "professional",
            "pod-security.kubernetes.io/enforce": "restricted",
        },
        "annotations": {"dotmac.io/hosts": "fast-fiber.isp.dotmac.com,ops.fastfiber.com"},
    }
}
VPN: Body = {
    "metadata": {
        "name": "tenant-fast-fiber-vpn",
        "labels": {
            **TENANT["metadata"]["labels"],
            "kubernetes.io/metadata.name": "tenant-fast-fiber-vpn",
            "app.kubernetes.io/component": "tenant-vpn",
            "pod-security.kubernetes.io/enforce": "privileged",
        },
    }
}
_VARIABLES = ("object", "oldObject", "namespaceObject", "request", "variables")
_IRREGULAR = {"Endpoints": "endpoints"}


@dataclass(frozen=True, kw_only=True)
class Request:
    """What reaches admission; a deletion has only ``old``."""

    obj: Body | None = None
    old: Body | None = None
    operation: str = "CREATE"
    user: str = DEPLOYER
    groups: tuple[str, ...] = ("system:authenticated",)
    namespace: Body | None = None
    subresource: str | None = None

    @property
    def resource(self) -> tuple[str, str]:
        """API group and plural, a subresource included."""
        found = self.obj or self.old or {}
        group = found["apiVersion"].rpartition("/")[0]
        kind = found["kind"]
        plural = _IRREGULAR.get(kind, _plural(kind.lower()))
        return group, f"{plural}/{self.subresource}" if self.subresource else plural


def _plural(word: str) -> str:
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"


@cache
def policies_of(region: str) -> list[Body]:
    """Policies and bindings of a region."""
    file = ManifestFile(App(), "admission.yaml")
    for name, fill in FILES:
        if name.startswith("admission-"):
            fill(file, seed_plan().regions[region])
    return file.bodies


def rendered(policies: Iterable[Policy]) -> list[Body]:
    """The policies and bindings as they are applied."""
    file = ManifestFile(App(), "admission.yaml")
    for policy in policies:
        AdmissionPolicy(file, policy)
    return file.bodies


def refusals(bodies: Iterable[Body], request: Request) -> list[str]:
    """Messages of all validations that refuse a request; an error refuses it too."""
    found = list(bodies)
    policies = {
        body["metadata"]["name"]: body["spec"]
        for body in found
        if body["kind"] == "ValidatingAdmissionPolicy"
    }
    bound = {
        body["spec"]["policyName"]
        for body in found
        if body["kind"] == "ValidatingAdmissionPolicyBinding" and _binds(body["spec"], request)
    }
    return [
        message
        for name in sorted(bound)
        if _concerns(policies[name], request)
        for message in _judge(policies[name], request)
    ]


def _binds(binding: Body, request: Request) -> bool:
    selector = binding.get("matchResources", {}).get("namespaceSelector")
    if selector is None:
        return True
    if request.namespace is None:
        return False
    labels = request.namespace["metadata"]["labels"]
    return all(
        expression["operator"] == "In" and labels.get(expression["key"]) in expression["values"]
        for expression in selector["matchExpressions"]
    )


def _concerns(policy: Body, request: Request) -> bool:
    group, resource = request.resource
    return any(
        group in rule["apiGroups"]
        and resource in rule["resources"]
        and request.operation in rule["operations"]
        for rule in policy["matchConstraints"]["resourceRules"]
    )


def _judge(policy: Body, request: Request) -> Iterator[str]:
    data: Body = {
        "object": request.obj,
        "oldObject": request.old,
        "namespaceObject": request.namespace,
        "request": {
            "operation": request.operation,
            "userInfo": {"username": request.user, "groups": list(request.groups)},
        },
        "variables": {},
    }
    for condition in policy.get("matchConditions", ()):
        if evaluate(condition["expression"], data) is not True:
            return
    for variable in policy.get("variables", ()):
        value = evaluate(variable["expression"], data)
        if not isinstance(value, Failed):  # Kubernetes evaluates a variable when it is used
            data["variables"][variable["name"]] = value
    for validation in policy["validations"]:
        value = evaluate(validation["expression"], data)
        if value is not True:
            error = f" ({value.why})" if isinstance(value, Failed) else ""
            yield f"{validation['message']}{error}"


@dataclass(frozen=True)
class Failed:
    """An expression that could not be evaluated."""

    why: str


def evaluate(expression: str, data: Mapping[str, Any]) -> Any:
    """The value of a CEL expression, or Failed."""
    value = compiled(expression).eval(data=dict(data))
    if value.type().name() == cel.Type.ERROR.name():
        return Failed(str(value.value()))
    return value.plain_value()


@cache
def compiled(expression: str) -> Any:
    """A checked expression; raises RuntimeError for one that does not compile."""
    return _environment().compile(expression)


@cache
def _environment() -> Any:
    return cel.NewEnv(
        variables=dict.fromkeys(_VARIABLES, cel.Type.DYN),
        extensions=[ext_strings.ExtStrings()],
    )
