"""No role writes what bounds a tenant.

Why: whoever can write quotas, limits, network policies, roles, bindings or the labels of the
Namespace can take down the wall that they stand behind. Whoever writes Endpoints or
EndpointSlices sends a Service's clients to any address. Only Argo CD's controller writes these,
from the folder that platform engineers review.

Reads: rules of every Role and ClusterRole with any verb but get, list and watch on ResourceQuotas,
LimitRanges, network policies of any API, roles and bindings, Namespaces, Endpoints and
EndpointSlices.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: quota
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [resourcequotas]
        verbs: [get, patch]

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: quota
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [resourcequotas]
        verbs: [get, list]

Source: MTB-PL1-CC-TI-1; OWASP K8s Top Ten 2025 K02; CVE-2021-25740;
https://kubernetes.io/docs/concepts/security/multi-tenancy/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._roles import broken
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_BOUNDS: Mapping[str, tuple[str, ...]] = {
    "": (
        "endpoints",
        "limitranges",
        "namespaces",
        "namespaces/finalize",
        "namespaces/status",
        "resourcequotas",
        "resourcequotas/status",
    ),
    "cilium.io": ("ciliumclusterwidenetworkpolicies", "ciliumnetworkpolicies"),
    "crd.projectcalico.org": ("globalnetworkpolicies", "networkpolicies"),
    "discovery.k8s.io": ("endpointslices",),
    "networking.k8s.io": ("networkpolicies",),
    "policy.networking.k8s.io": (
        "adminnetworkpolicies",
        "baselineadminnetworkpolicies",
        "clusternetworkpolicies",
    ),
    "projectcalico.org": ("globalnetworkpolicies", "networkpolicies"),
    "rbac.authorization.k8s.io": (
        "clusterrolebindings",
        "clusterroles",
        "rolebindings",
        "roles",
    ),
}


def check(facts: Facts) -> Iterator[Broken]:
    """Rules that write the walls."""
    for rule in facts.access.rules:
        bounds = rule.among(_BOUNDS) if rule.writing else ()
        if bounds:
            yield broken(
                facts,
                rule,
                f"may {', '.join(rule.writing)} {', '.join(bounds)}",
                "leave get, list and watch; let Argo CD's controller write them from Git",
            )


RULE = Rule("R06", "guard-rails-read-only", Severity.CRITICAL, check)
