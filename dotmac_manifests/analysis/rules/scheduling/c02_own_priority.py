"""Pods run at the priority of their namespace, and no other.

Why: priority decides who is evicted for whom. At another plan's, the platform's or the system's
priority a tenant takes the places of everybody below it; without any, its pods are the first to
go, or run at whatever default the cluster has.

Reads: priorityClassName of pod templates and CloudNativePG clusters in tenants' and platform
namespaces. A tenant's is the tenants' prefix and the plan of the namespace's label; the platform's
its own; the PriorityClass is there. A number in `priority` is not accepted.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant-a, labels: {dotmac.io/plan-tier: starter}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      priorityClassName: system-cluster-critical
      containers: [{name: app, image: app}]

Clean:

    apiVersion: scheduling.k8s.io/v1
    kind: PriorityClass
    metadata: {name: dotmac-tenant-starter}
    value: 1000
    ---
    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant-a, labels: {dotmac.io/plan-tier: starter}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      priorityClassName: dotmac-tenant-starter
      containers: [{name: app, image: app}]

Source: K8S-MT; https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.priorities import own_priority
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.scheduling._placement import placements


def check(facts: Facts) -> Iterator[Broken]:
    """Yield pods of another priority than their namespace's, or of one that is not there."""
    for placement in placements(facts):
        manifest, name = placement.manifest, placement.spec.get("priorityClassName")
        wanted = own_priority(facts, placement.namespace)
        path = (*placement.path, "priorityClassName")
        if name != wanted or "priority" in placement.spec:
            said = "no priority of their own" if name is None else f"the priority {name}"
            message = f"pods of {manifest.ref} have {said}, not {wanted}"
            yield Broken(manifest, message, f"set priorityClassName: {wanted}", path)
        elif facts.find("PriorityClass", "", wanted) is None:
            message = f"the priority {name} of {manifest.ref} is not there"
            yield Broken(manifest, message, "add the PriorityClass", path)


RULE = Rule("C02", "own-priority", Severity.HIGH, check)
