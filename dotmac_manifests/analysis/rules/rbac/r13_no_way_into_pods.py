"""No role leads into a running pod, through the API server's proxy, or to fresh tokens.

Why: exec, attach and port-forward open a shell or a socket inside a pod, past every network
policy; an ephemeral container joins it. The proxies of pods, Services and nodes make the API
server connect on the caller's behalf. A token that is made by request is that account. Over
WebSockets `get` suffices for exec, so every verb counts.

Reads: rules of every Role and ClusterRole that match these subresources.

Violating:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: shell
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [pods/exec]
        verbs: [get]

Clean:

    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: reader
      namespace: tenant-acme
    rules:
      - apiGroups: [""]
        resources: [pods]
        verbs: [get]

Source: CIS 5.1.10 and 5.1.13; kubescape C-0002 and C-0063;
https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rbac._roles import broken
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_DOORS: Mapping[str, tuple[str, ...]] = {
    "": (
        "nodes/proxy",
        "pods/attach",
        "pods/ephemeralcontainers",
        "pods/exec",
        "pods/portforward",
        "pods/proxy",
        "serviceaccounts/token",
        "services/proxy",
    )
}


def check(facts: Facts) -> Iterator[Broken]:
    """Rules that match a door."""
    for rule in facts.access.rules:
        doors = rule.among(_DOORS) if rule.verbs else ()
        if doors:
            yield broken(
                facts,
                rule,
                f"may {', '.join(rule.verbs)} {', '.join(doors)}",
                "remove them; debug by logs and metrics, or by an audited account of a person",
            )


RULE = Rule("R13", "no-way-into-pods", Severity.CRITICAL, check)
