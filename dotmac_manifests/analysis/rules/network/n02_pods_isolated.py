"""Every pod is isolated in both directions by policies of its own namespace.

Why: a NetworkPolicy reaches no further than its namespace, and a pod that none selects is open. A
pod in a namespace that was forgotten, or whose labels have drifted from those of its policies,
looks protected and is not.

Reads: every object that makes pods, those of operators included, in every namespace, and whether a
`NetworkPolicy` of that namespace selects the pods, for ingress and for egress. Objects whose pods
cannot be told are findings.

Violating:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: tenant-a}
    spec:
      template:
        metadata: {labels: {app.kubernetes.io/name: web}}
        spec: {containers: [{name: web, image: web}]}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: deny, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: site}}
      policyTypes: [Ingress, Egress]

Clean:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: tenant-a}
    spec:
      template:
        metadata: {labels: {app.kubernetes.io/name: web}}
        spec: {containers: [{name: web, image: web}]}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: deny, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: web}}
      policyTypes: [Ingress, Egress]

Source: CIS 5.3.2; NSA network separation;
https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.network import KnownPod
from dotmac_manifests.analysis.reachability.policy import DIRECTIONS, Policy
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield pods that are open in a direction."""
    invalid = {id(manifest) for manifest, _ in facts.network.refused}
    for namespace, pods in facts.network.pods_in.items():
        policies = tuple(
            policy
            for policy in facts.network.by_namespace.get(namespace, ())
            if id(policy.manifest) not in invalid
        )
        # A default deny has all pods: nothing is left to ask of the others.
        every = {way for one in policies if not one.pods.requirements for way in one.rules}
        if len(every) == len(DIRECTIONS):
            continue
        for pod in pods:
            yield from _open(pod, policies)
    for manifest, problem in facts.network.unknown_pods:
        message = f"pods of {manifest.ref.kind} {manifest.ref.name} cannot be judged"
        yield Broken(
            manifest,
            f"{message}: {problem.field} {problem.message}",
            problem.remedy or "correct the manifest",
        )


def _open(pod: KnownPod, policies: tuple[Policy, ...]) -> Iterator[Broken]:
    isolated = {way for one in policies if one.pods.matches(pod.facts.labels) for way in one.rules}
    missing = [direction for direction in DIRECTIONS if direction not in isolated]
    if missing:
        yield Broken(
            pod.manifest,
            f"no NetworkPolicy of {pod.namespace} isolates the pods of {pod} for"
            f" {' and '.join(missing).lower()}",
            "add a default deny to the namespace",
        )


RULE = Rule("N02", "pods-isolated", Severity.CRITICAL, check)
