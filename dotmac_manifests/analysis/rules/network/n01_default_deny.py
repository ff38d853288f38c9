"""Every namespace denies everything by default, in and out.

Why: without a policy that selects it, a pod accepts connections from every pod of the cluster and
opens them anywhere. A policy without rules for all pods of the namespace turns that round: what
other policies do not allow is denied, also for pods that nobody thought of when they were written.

Reads: `NetworkPolicy` of each tenant's namespace, the platform's, Argo CD's, and each of which the
`Namespace` is among the manifests: one with an empty `podSelector`, both `policyTypes` and no rules
(or one for each direction). `NetworkPolicies` that the API server would refuse do not count.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: default-deny, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Ingress]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: default-deny, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]

Source: MTB#1201; CIS 5.3.2; K8S-MT; OWASP K05:2025;
https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.policy import DIRECTIONS
from dotmac_manifests.analysis.rules.network._places import owned
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield namespaces and the directions that they leave open."""
    invalid = {id(manifest) for manifest, _ in facts.network.refused}
    for namespace in owned(facts):
        denied = {
            direction
            for policy in facts.network.by_namespace.get(namespace, ())
            if not policy.pods.requirements and id(policy.manifest) not in invalid
            for direction, rules in policy.rules.items()
            if not rules
        }
        missing = [direction for direction in DIRECTIONS if direction not in denied]
        if missing:
            yield Broken(
                facts.anchor(namespace),
                f"no NetworkPolicy denies {' and '.join(missing).lower()} by default in"
                f" {namespace}",
                "add one with an empty podSelector, both policyTypes and no rules",
            )


RULE = Rule("N01", "default-deny", Severity.CRITICAL, check)
