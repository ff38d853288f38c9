"""The control plane has no rights in the cluster beyond asking who somebody is.

Why: RBAC cannot limit a right to namespaces whose names begin with `tenant-`: an account that may
make or delete one tenant's namespace may delete every tenant's. The control plane therefore
writes Git, which is reviewed, and Argo CD applies it. OpenBao has to ask the API server whose
token it was shown; reviews of tokens and of access are all that is granted cluster-wide.

Reads: ClusterRoleBindings with accounts of the platform's namespaces, and all rules of the roles
that they name, aggregated ones included.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: provisioner
    rules:
      - apiGroups: [""]
        resources: [configmaps]
        verbs: [list]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: provisioner
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: provisioner
    subjects:
      - kind: ServiceAccount
        name: platform-backend
        namespace: platform-admin

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: token-review
    rules:
      - apiGroups: [authentication.k8s.io]
        resources: [tokenreviews]
        verbs: [create]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: token-review
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: token-review
    subjects:
      - kind: ServiceAccount
        name: openbao
        namespace: platform-admin

Source: CIS 5.1.1; OWASP K8s Top Ten 2025 K02;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.access import Binding, PolicyRule
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_REVIEWS: Mapping[str, frozenset[str]] = {
    "authentication.k8s.io": frozenset({"tokenreviews"}),
    "authorization.k8s.io": frozenset({"subjectaccessreviews"}),
}
"""What may be created cluster-wide: questions about somebody else's identity and rights."""


def check(facts: Facts) -> Iterator[Broken]:
    """Cluster-wide rights of the platform's accounts."""
    platform = {*facts.site.platform_namespaces, facts.site.control_plane_namespace}
    for binding in facts.access.bindings:
        held = [subject for _, subject in binding.subjects if subject.home in platform]
        if binding.cluster_wide and held:
            for wrong in _beyond_reviews(facts, binding):
                yield Broken(
                    binding.manifest,
                    f"ClusterRoleBinding {binding.manifest.ref.name} lets {held[0]} {wrong}",
                    "let it commit to Git, which Argo CD applies; or bind a Role in a namespace",
                    ("roleRef",),
                )


def _beyond_reviews(facts: Facts, binding: Binding) -> Iterator[str]:
    if binding.role is None:
        yield f"do whatever {binding.role_name} says, which is not among the manifests"
        return
    if binding.role.body.get("aggregationRule"):
        yield f"do whatever is aggregated into {binding.role_name}"
    for rule in facts.access.rules_of(binding.role):
        if not _reviews(rule):
            verbs, resources = ", ".join(rule.verbs), ", ".join(rule.resources or rule.urls)
            yield f"{verbs} {resources} in every namespace"


def _reviews(rule: PolicyRule) -> bool:
    allowed = frozenset[str]().union(*(_REVIEWS.get(group, ()) for group in rule.groups))
    return (
        not rule.unreadable
        and not rule.urls
        and set(rule.groups) <= set(_REVIEWS)
        and set(rule.resources) <= allowed
        and set(rule.verbs) <= {"create"}
    )


RULE = Rule("R10", "no-cluster-rights", Severity.CRITICAL, check)
