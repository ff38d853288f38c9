"""Every binding grants a role that was read.

Why: what a binding grants is decided by the role it names. A role that is not among the manifests
may be one of Kubernetes' own, may come from elsewhere, or may not exist yet: then whoever makes a
role of that name decides what the binding grants. None of it can be judged here.

Reads: roleRef of every RoleBinding and ClusterRoleBinding, and the roles that were read.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: reader
      namespace: tenant-acme
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: reader
    subjects: []

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: reader
      namespace: tenant-acme
    rules: []
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: reader
      namespace: tenant-acme
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: reader
    subjects: []

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#clusterrolebinding-example;
CIS 5.1.1
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Bindings to roles that nobody showed."""
    for binding in facts.access.bindings:
        if binding.role is None:
            yield Broken(
                binding.manifest,
                f"{binding.manifest.ref.kind} {binding.manifest.ref.name} grants"
                f" {binding.role_name}, which is not among the manifests: what that allows cannot"
                " be judged",
                "define the role beside the binding, with the rules that are needed",
                ("roleRef",),
            )


RULE = Rule("R18", "roles-are-known", Severity.HIGH, check)
