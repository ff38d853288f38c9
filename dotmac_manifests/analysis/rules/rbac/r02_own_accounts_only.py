"""Bindings name accounts of their own namespace, and only those.

Why: a subject from another namespace is a bridge into this one: whoever can make pods there acts
here. Users and groups are granted by the identity provider, outside everything that is reviewed
here. One bridge is meant: Argo CD writes a tenant's workloads as the account that is called like
the tenant's namespace and lives beside Argo CD, where no pod of a tenant can take it.

Reads: RoleBindings in tenants' and the platform's namespaces; in all others, those whose subjects
are accounts of tenants. The deployer's account may hold the deployer's Role in its own tenant's
namespaces, and nothing else.

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
    subjects:
      - kind: ServiceAccount
        name: isp-backend
        namespace: tenant-globex

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: argocd-deployer
      namespace: tenant-acme
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: argocd-deployer
    subjects:
      - kind: ServiceAccount
        name: tenant-acme
        namespace: argocd

Source: MTB-PL2-CC-TI-2; https://kubernetes.io/docs/concepts/security/rbac-good-practices/;
https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.access import Binding, Subject
from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._subjects import is_deployer, tenant_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Subjects from elsewhere."""
    walled = {*facts.owners, *facts.site.platform_namespaces}
    for binding in facts.access.bindings:
        manifest, space = binding.manifest, binding.manifest.ref.namespace
        if binding.cluster_wide:
            continue
        if not isinstance(manifest.body.get("subjects", []), list):
            yield Broken(
                manifest,
                f"RoleBinding {manifest.ref.name} cannot be judged: subjects is not a list",
                "write subjects as a list",
                ("subjects",),
            )
        for path, subject in binding.subjects:
            if subject.kind == "ServiceAccount" and subject.namespace == space:
                continue
            if _deploys(facts, binding, subject):
                continue
            tenant = tenant_of(facts, subject)
            if space in walled or tenant:
                whose = f" of tenant {tenant}" if tenant else ""
                yield Broken(
                    manifest,
                    f"RoleBinding {manifest.ref.name} lets {subject}{whose} act in"
                    f" {space or 'the namespace default'}",
                    "name a ServiceAccount of the binding's own namespace, with its namespace",
                    path,
                )


def _deploys(facts: Facts, binding: Binding, subject: Subject) -> bool:
    """Whether this is the one grant that a tenant's deployer has."""
    role = mapping(binding.manifest.body, "roleRef")
    return (
        is_deployer(facts, subject, binding.manifest.ref.namespace)
        and role.get("kind") == "Role"
        and role.get("name") == facts.site.deployer_role
    )


RULE = Rule("R02", "own-accounts-only", Severity.CRITICAL, check)
