"""Admission policies: what the cluster refuses at run time, whoever asks.

The checks on rendered files judge what Git holds; these judge what reaches the API server, so
that a forged deployer, a stray `kubectl` or a compromised controller meets the same rules. All
expressions keep to the CEL that every supported minor has, and to no parameters and no exempting
label: what they compare with is written into them or stands on the Namespace.
Source: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan import names
from dotmac_manifests.plan.operators import NAMESPACES

Body = dict[str, Any]
API = "admissionregistration.k8s.io/v1"
COMPONENT = "isolation"
VERSION = "1"

ROLE_LABEL = "app.kubernetes.io/component"
APPLICATION = "tenant"
VPN = "tenant-vpn"
SLUG_LABEL = "dotmac.io/tenant-slug"
TIER_LABEL = "dotmac.io/plan-tier"
HOSTS = "dotmac.io/hosts"
"""Annotation of a tenant's Namespace: its public hosts, comma-separated."""
DELETION_APPROVED = "dotmac.io/deletion-approved"
"""Annotation without which (value `true`) a tenant's Namespace cannot be deleted."""

SLUG = f"namespaceObject.metadata.labels['{SLUG_LABEL}']"
OWN_HOSTS = (
    "has(namespaceObject.metadata.annotations) &&"
    f" '{HOSTS}' in namespaceObject.metadata.annotations"
    f" ? namespaceObject.metadata.annotations['{HOSTS}'].split(',') : []"
)
"""CEL: public hosts of the namespace; none where the annotation is absent."""

_USER = "request.userInfo.username"
_ARGOCD = f"system:serviceaccount:{names.ARGOCD_NAMESPACE}:"
RESTORER = f"{_USER}.startsWith('system:serviceaccount:{NAMESPACES['velero']}:')"
"""CEL: the request comes from Velero, which brings back what once passed admission."""
GUARDIAN = (
    "has(request.userInfo.groups) && 'system:masters' in request.userInfo.groups"
    f" || {_USER}.startsWith('{_ARGOCD}') && !{_USER}.startsWith('{_ARGOCD}{names.TENANT_PREFIX}')"
    f" || {RESTORER}"
)
"""CEL: the request comes from Argo CD itself (not from a tenant's deployer, which lives in the
same namespace), from Velero or from the break-glass group. Everyone else goes through Git."""
LEAVING = "has(namespaceObject.metadata.deletionTimestamp)"
"""CEL: the namespace is being deleted, which was approved before."""


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Requests that a policy looks at, of one API group."""

    group: str
    resources: tuple[str, ...]
    operations: tuple[str, ...] = ("CREATE", "UPDATE")
    versions: tuple[str, ...] = ("v1",)

    def body(self) -> Body:
        """An entry of `resourceRules`; requests in other versions are converted to this one
        before they are judged (`matchPolicy: Equivalent`, the default)."""
        return {
            "apiGroups": [self.group],
            "apiVersions": list(self.versions),
            "operations": list(self.operations),
            "resources": list(self.resources),
        }


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One promise as CEL.

    ``checks`` maps what must be true, as the user reads it when it is not, to the expression.
    ``conditions`` (name to expression) narrow down the requests; ``variables`` are seen by the
    checks, each by those after it. ``places`` maps the suffix of a binding's name to the
    namespaces where it holds; None means everywhere, cluster-scoped objects included.
    """

    name: str
    requests: tuple[Resources, ...]
    checks: Mapping[str, str]
    places: Mapping[str, Body | None]
    variables: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[str, str] = field(default_factory=dict)


def _labelled(*values: str) -> Body:
    expression = {"key": ROLE_LABEL, "operator": "In", "values": list(values)}
    return {"matchExpressions": [expression]}


TENANTS: Mapping[str, Body | None] = {"tenants": _labelled(APPLICATION, VPN)}
"""Every namespace of every tenant, by a label that policy `dotmac-tenant-namespaces` freezes."""
VPNS: Mapping[str, Body | None] = {"vpns": _labelled(VPN)}
PLATFORM: Body = {
    "matchExpressions": [
        {
            "key": names.NAMESPACE_LABEL,
            "operator": "In",
            "values": [names.PLATFORM_NAMESPACE, names.SHARED_NAMESPACE],
        }
    ]
}
"""The platform's own namespaces, by the name that the API server itself writes."""
EVERYWHERE: Mapping[str, Body | None] = {"cluster": None}


class AdmissionPolicy(Component):
    """A ValidatingAdmissionPolicy and its bindings: refused and audited, never just warned of."""

    def __init__(self, scope: Construct, policy: Policy) -> None:
        super().__init__(scope, policy.name)
        spec: Body = {
            "failurePolicy": "Fail",
            "matchConstraints": {"resourceRules": [found.body() for found in policy.requests]},
        }
        if policy.conditions:
            spec["matchConditions"] = _expressions(policy.conditions)
        if policy.variables:
            spec["variables"] = _expressions(policy.variables)
        spec["validations"] = [
            {"expression": expression, "message": f"{policy.name}: {message}"}
            for message, expression in policy.checks.items()
        ]
        Resource(
            self,
            "policy",
            {
                "apiVersion": API,
                "kind": "ValidatingAdmissionPolicy",
                "metadata": _metadata(policy.name),
                "spec": spec,
            },
        )
        for suffix, namespaces in policy.places.items():
            self._bind(policy.name, f"{policy.name}-{suffix}", namespaces)

    def _bind(self, policy: str, name: str, namespaces: Body | None) -> None:
        spec: Body = {"policyName": policy, "validationActions": ["Deny", "Audit"]}
        if namespaces is not None:
            spec["matchResources"] = {"namespaceSelector": namespaces}
        Resource(
            self,
            f"binding-{name}",
            {
                "apiVersion": API,
                "kind": "ValidatingAdmissionPolicyBinding",
                "metadata": _metadata(name),
                "spec": spec,
            },
        )


def _expressions(found: Mapping[str, str]) -> list[Body]:
    return [{"name": name, "expression": expression} for name, expression in found.items()]


def _metadata(name: str) -> Body:
    return metadata(name, None, app="admission", component=COMPONENT, version=VERSION)


def one_of(values: tuple[str, ...]) -> str:
    """A CEL list of strings."""
    return "[" + ", ".join(f"'{value}'" for value in values) + "]"


def optional(path: str, empty: str = "[]") -> str:
    """CEL: the value at ``path`` (whose parent exists), or ``empty``."""
    return f"(has({path}) ? {path} : {empty})"
