"""No role reads Secrets through the API.

Why: list and watch return the content of every Secret of the namespace, in which the database
passwords, keys of object storage and certificates lie together. Pods get the one Secret they need
as a file, from the kubelet, without any right.

Reads: rules of every Role and ClusterRole that match Secrets, whatever the verb.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: secrets
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [secrets]
        verbs: [list]

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: external-secrets
      namespace: tenant-acme
    rules:
      - apiGroups: [external-secrets.io]
        resources: [externalsecrets]
        verbs: [list]

Source: CIS 5.1.2; kubescape C-0015; OWASP K8s Top Ten 2025 K03;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._roles import broken
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Rules that match Secrets."""
    for rule in facts.access.rules:
        if rule.verbs and rule.reaches("", "secrets"):
            yield broken(
                facts,
                rule,
                f"may {', '.join(rule.verbs)} Secrets",
                "mount the Secret that is needed as a file, and remove the right",
            )


RULE = Rule("R05", "no-secret-reading", Severity.CRITICAL, check)
