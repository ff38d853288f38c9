"""A quota bounds what every namespace's pods may request and use.

Why: without it one tenant can ask for every core and byte of the cluster, by mistake or on
purpose, and the pods of all others stay pending. With it, pods that do not say what they need are
refused as well. Ephemeral storage counts too: a full node disk evicts everybody on the node.

Reads: `ResourceQuota` without scopes in each tenant's and platform namespace, and in every
namespace of which both the Namespace and pods are read: `requests.` and `limits.` of cpu, memory
and ephemeral-storage, each above zero.

Violating:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec:
      hard: {requests.cpu: "4", requests.memory: 8Gi, limits.cpu: "8", limits.memory: 16Gi}

Clean:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec:
      hard:
        requests.cpu: "4"
        requests.memory: 8Gi
        requests.ephemeral-storage: 10Gi
        limits.cpu: "8"
        limits.memory: 16Gi
        limits.ephemeral-storage: 20Gi

Source: MTB FNS-1; K8S-MT; NSA resource policies;
https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import COMPUTE
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.quota._bounds import absent, bounded, hard, unreadable
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield compute keys that are missing or below zero, and values that are no quantities."""
    for namespace in bounded(facts):
        yield from absent(facts, namespace, COMPUTE, "its pods may starve everybody else's")
        yield from unreadable(facts, namespace)
        for key, one in hard(facts, namespace).items():
            if key in COMPUTE and one.value < 0:
                message = f"hard key {key} of {namespace} is below zero"
                yield Broken(one.manifest, message, "write what the pods may take", one.path)


RULE = Rule("Q01", "compute-quota", Severity.CRITICAL, check)
