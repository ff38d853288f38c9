"""Every NetworkPolicy is one that the API server accepts, and is there once.

Why: a policy that is refused protects nobody, and its file looks as if it did. A field with a wrong
name is dropped in silence by some ways of applying manifests, and what remains may open more than
was meant. Two policies of one name are one: whichever was applied last.

Reads: every `NetworkPolicy`, by the rules by which the API server validates it.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Ingress]
      ingress:
        - from: [{podselector: {matchLabels: {app.kubernetes.io/name: proxy}}}]
          ports: [{port: 8080, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Ingress]
      ingress:
        - from: [{podSelector: {matchLabels: {app.kubernetes.io/name: proxy}}}]
          ports: [{port: 8080, protocol: TCP}]

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield policies that cannot be judged, with what is wrong."""
    for manifest, problem in facts.network.refused:
        ref = manifest.ref
        message = f"NetworkPolicy {ref.namespace}/{ref.name} cannot be judged: {problem.field}"
        remedy = problem.remedy or "correct the manifest"
        yield Broken(manifest, f"{message} {problem.message}", remedy)


RULE = Rule("N15", "valid-policies", Severity.CRITICAL, check)
