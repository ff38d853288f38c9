"""Roles name what they grant, without wildcards.

Why: `*` grants what exists today and whatever is installed tomorrow: subresources such as
pods/exec, Secrets, and every custom resource an operator brings. URLs outside the API's resources
expose metrics, logs and debugging handlers of the API server itself.

Reads: apiGroups, resources, verbs and nonResourceURLs of every Role and ClusterRole. Roles whose
fields have a wrong type cannot be judged.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: everything-batch
      namespace: tenant-acme
    rules:
      - apiGroups: [batch]
        resources: ["*"]
        verbs: [get]

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: jobs
      namespace: tenant-acme
    rules:
      - apiGroups: [batch]
        resources: [jobs]
        verbs: [get]

Source: CIS 5.1.3; NSA/CISA Kubernetes Hardening Guidance, authorization; kubescape C-0035;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._roles import broken, unreadable
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Wildcards in roles."""
    yield from unreadable(facts)
    for rule in facts.access.rules:
        for field, values in (
            ("apiGroups", rule.groups),
            ("resources", rule.resources),
            ("verbs", rule.verbs),
        ):
            for value in values:
                if "*" in value:
                    yield broken(
                        facts,
                        rule,
                        f"grants {value!r} in {field}, which is more than anybody reviewed",
                        f"list the {field} that are needed",
                    )
        if rule.urls:
            yield broken(
                facts,
                rule,
                f"grants URLs outside resources: {', '.join(rule.urls)}",
                "remove nonResourceURLs; scrape metrics of the own namespace's pods instead",
            )


RULE = Rule("R03", "no-wildcards", Severity.HIGH, check)
