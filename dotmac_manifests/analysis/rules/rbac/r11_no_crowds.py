"""Nothing is granted to a crowd.

Why: every pod of every tenant belongs to system:authenticated and system:serviceaccounts, and
anybody on the network to system:unauthenticated; system:masters cannot even be taken away by
RBAC. A binding to one of them grants to tenants without naming any.

Reads: users and groups in every RoleBinding and ClusterRoleBinding that was read, in whatever
namespace, the group of all accounts of one namespace among them.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: readers
      namespace: monitoring
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: readers
    subjects:
      - apiGroup: rbac.authorization.k8s.io
        kind: Group
        name: system:authenticated

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata:
      name: readers
      namespace: monitoring
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: readers
    subjects:
      - kind: ServiceAccount
        name: grafana
        namespace: monitoring

Source: CIS 5.1.7; OWASP K8s Top Ten 2025 K02;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#hardening
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._subjects import CROWDS
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_KINDS = frozenset({"ServiceAccount", "User", "Group"})


def check(facts: Facts) -> Iterator[Broken]:
    """Bindings to everybody, or to nobody knows whom."""
    for binding in facts.access.bindings:
        what = f"{binding.manifest.ref.kind} {binding.manifest.ref.name}"
        for path, subject in binding.subjects:
            if subject.kind not in _KINDS:
                yield Broken(
                    binding.manifest,
                    f"{what} cannot be judged: a subject is of kind {subject.kind!r}",
                    "name a ServiceAccount",
                    path,
                )
            elif subject.name in CROWDS or (subject.kind == "Group" and subject.home):
                yield Broken(
                    binding.manifest,
                    f"{what} grants {binding.role_name} to {subject}, in which nobody is counted",
                    "name the ServiceAccounts that need it",
                    path,
                )


RULE = Rule("R11", "no-crowds", Severity.CRITICAL, check)
