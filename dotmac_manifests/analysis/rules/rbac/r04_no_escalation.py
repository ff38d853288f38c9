"""Nobody may raise their own rights, or act as somebody else.

Why: `escalate` writes roles with more than the writer has, `bind` grants roles that the granter
does not hold, `impersonate` becomes any user, group or account. Each turns a small right into
every right. Since Kubernetes 1.35 impersonation also has constrained verbs, such as
`impersonate:user-info` and `impersonate-on:user-info:list`, which count too.

Reads: verbs of every Role and ClusterRole; `*` contains them all.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: impersonator
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [serviceaccounts]
        verbs: [get, impersonate]

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: reader
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [services]
        verbs: [get]

Source: CIS 5.1.8; MTB-PL2-CC-TI-1;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb;
https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._roles import broken
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_RAISING = frozenset({"*", "bind", "escalate"})


def check(facts: Facts) -> Iterator[Broken]:
    """Verbs that make rights out of rights."""
    for rule in facts.access.rules:
        for verb in rule.verbs:
            if verb in _RAISING or verb.startswith("impersonate"):
                yield broken(
                    facts,
                    rule,
                    f"grants the verb {verb!r} on {', '.join(rule.resources) or 'URLs'}: its"
                    " holders can make themselves any account",
                    "remove the verb; let roles and bindings be reviewed in Git instead",
                )


RULE = Rule("R04", "no-escalation", Severity.CRITICAL, check)
