"""No role is put together from others, or adds itself to others.

Why: an aggregating ClusterRole contains whatever carries a label, now or later; a ClusterRole with
an aggregate-to label adds itself to `view`, `edit` or `admin` wherever those are bound. Reading
one file no longer says what is granted.

Reads: aggregationRule of ClusterRoles, and labels rbac.authorization.k8s.io/aggregate-to-* of any
role; what an aggregating role comes to hold is the evidence.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: rollouts-for-everybody
      labels:
        rbac.authorization.k8s.io/aggregate-to-edit: "true"
    rules:
      - apiGroups: [argoproj.io]
        resources: [rollouts]
        verbs: [get]

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: token-review
    rules:
      - apiGroups: [authentication.k8s.io]
        resources: [tokenreviews]
        verbs: [create]

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles;
OWASP K8s Top Ten 2025 K02
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_LABEL = "rbac.authorization.k8s.io/aggregate-to-"


def check(facts: Facts) -> Iterator[Broken]:
    """Aggregation in either direction."""
    for role in facts.access.roles:
        if role.body.get("aggregationRule") is not None:
            yield Broken(
                role,
                f"{role.ref.kind} {role.ref.name} takes its rules from every role with a label",
                "write its rules out",
                ("aggregationRule",),
                tuple(
                    f"{rule.role.ref.name}: {', '.join(rule.verbs)} {', '.join(rule.resources)}"
                    for rule in facts.access.rules_of(role)
                ),
            )
        for label in mapping(role.body, "metadata", "labels"):
            if str(label).startswith(_LABEL):
                target = label.removeprefix(_LABEL)
                yield Broken(
                    role,
                    f"{role.ref.kind} {role.ref.name} adds its rules to the role {target!r}",
                    "remove the label, and bind the role to whom it is meant for",
                    ("metadata", "labels", label),
                )


RULE = Rule("R07", "no-aggregation", Severity.HIGH, check)
