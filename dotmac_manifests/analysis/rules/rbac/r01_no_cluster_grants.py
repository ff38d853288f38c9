"""No account of a tenant holds a ClusterRole, nor anything in the whole cluster.

Why: a ClusterRoleBinding grants in every namespace at once, so one for a tenant's account reaches
every other tenant. A RoleBinding to a ClusterRole stays in its namespace, but what it grants is
decided elsewhere: whoever edits or aggregates into the ClusterRole widens it for every tenant.

Reads: ClusterRoleBindings whose subjects are accounts of tenants' namespaces, users and groups
that stand for them, or tenants' deployers; RoleBindings in tenants' namespaces.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata:
      name: isp-backend
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: view
    subjects:
      - kind: ServiceAccount
        name: isp-backend
        namespace: tenant-acme

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: prometheus
      namespace: tenant-acme
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: prometheus
    subjects:
      - kind: ServiceAccount
        name: prometheus
        namespace: tenant-acme

Source: MTB-PL1-CC-CPI-1; CIS 5.1.1; OWASP K8s Top Ten 2025 K02;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._subjects import tenant_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Bindings that lead a tenant out of its namespace."""
    for binding in facts.access.bindings:
        manifest = binding.manifest
        if binding.cluster_wide:
            for path, subject in binding.subjects:
                tenant = tenant_of(facts, subject)
                if tenant:
                    yield Broken(
                        manifest,
                        f"ClusterRoleBinding {manifest.ref.name} grants {binding.role_name} in"
                        f" every namespace to {subject} of tenant {tenant}",
                        "grant a Role by a RoleBinding in the tenant's own namespace",
                        path,
                    )
        elif manifest.ref.namespace in facts.owners:
            kind = mapping(manifest.body, "roleRef").get("kind")
            if kind != "Role":
                yield Broken(
                    manifest,
                    f"RoleBinding {manifest.ref.name} grants {binding.role_name}: what that"
                    f" allows in {manifest.ref.namespace} is decided outside the namespace",
                    "write a Role in the namespace and bind that",
                    ("roleRef",),
                )


RULE = Rule("R01", "no-cluster-grants", Severity.CRITICAL, check)
