"""A drain takes one pod at a time of what has several, and is never blocked.

Why: nodes are drained for every upgrade. Without a budget a drain may evict all pods of a workload
at once; with one that never allows an eviction it hangs, until somebody deletes the pods by force.
Pods that are broken already must not block it either: AlwaysAllow lets them go.

Reads: `PodDisruptionBudget` and every Deployment, StatefulSet and Rollout with two pods or more at
the least: one budget selects its pods, with maxUnavailable 1 and unhealthyPodEvictionPolicy
AlwaysAllow. Pods with two budgets cannot be evicted at all. A budget that selects no pods
protects nothing, in namespaces whose pods are read. CloudNativePG makes its own unless told not to.

Violating:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app, namespace: tenant-a}
    spec:
      replicas: 2
      template:
        metadata: {labels: {app: app}}
        spec: {containers: [{name: app, image: app}]}
    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: app, namespace: tenant-a}
    spec: {minAvailable: 2, selector: {matchLabels: {app: app}}}

Clean:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app, namespace: tenant-a}
    spec:
      replicas: 2
      template:
        metadata: {labels: {app: app}}
        spec: {containers: [{name: app, image: app}]}
    ---
    apiVersion: policy/v1
    kind: PodDisruptionBudget
    metadata: {name: app, namespace: tenant-a}
    spec:
      maxUnavailable: 1
      unhealthyPodEvictionPolicy: AlwaysAllow
      selector: {matchLabels: {app: app}}

Source: https://kubernetes.io/docs/tasks/run-application/configure-pdb/ and
https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.reachability.selectors import Selector
from dotmac_manifests.analysis.rules.availability._workloads import Workload, selector, workloads
from dotmac_manifests.analysis.rules.rule import Broken, Rule

KIND = "PodDisruptionBudget"
Chosen = tuple[Manifest, Selector | None]
"""A budget and what it selects, if that can be told."""
REMEDY = "set maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, and nothing else"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield budgets that block or allow too much, and workloads without exactly one."""
    chosen: dict[str, list[Chosen]] = defaultdict(list)
    for budget in facts.kind(KIND):
        selects = selector(budget.body, "spec", "selector")
        chosen[budget.ref.namespace].append((budget, selects))
        yield from _budget(facts, budget, selects)
    for workload in workloads(facts):
        yield from _workload(workload, chosen[workload.manifest.ref.namespace])
    for cluster in facts.kind("Cluster", "postgresql.cnpg.io"):
        spec = mapping(cluster.body, "spec")
        if spec.get("enablePDB") is False and spec.get("instances", 1) != 1:
            message = f"{cluster.ref} is drained without a budget"
            yield Broken(cluster, message, "set enablePDB: true", ("spec", "enablePDB"))


def _budget(facts: Facts, budget: Manifest, chosen: Selector | None) -> Iterator[Broken]:
    spec = mapping(budget.body, "spec")
    one = spec.get("maxUnavailable") == 1 and not isinstance(spec.get("maxUnavailable"), bool)
    if not one or "minAvailable" in spec:
        said = {key: spec[key] for key in ("maxUnavailable", "minAvailable") if key in spec}
        message = f"{budget.ref} allows {said or 'nothing'}, which is not one pod at a time"
        yield Broken(budget, message, REMEDY, ("spec",))
    if spec.get("unhealthyPodEvictionPolicy") != "AlwaysAllow":
        message = f"{budget.ref} lets broken pods block a drain"
        yield Broken(budget, message, REMEDY, ("spec", "unhealthyPodEvictionPolicy"))
    pods = facts.pods_by_namespace.get(budget.ref.namespace, ())
    if pods and not (chosen and any(chosen.matches(each.labels) for each in pods)):
        message = f"{budget.ref} selects no pods"
        yield Broken(budget, message, "select the labels of the pods", ("spec", "selector"))


def _workload(workload: Workload, chosen: list[Chosen]) -> Iterator[Broken]:
    labels = workload.pods.labels
    budgets = [budget for budget, selects in chosen if selects and selects.matches(labels)]
    if len(budgets) > 1:
        names = ", ".join(budget.ref.name for budget in budgets)
        message = f"pods of {workload.name} have several budgets, and so are never evicted: {names}"
        yield Broken(budgets[1], message, "keep one of them", ("spec", "selector"))
    if workload.scale.least > 1 and not budgets:
        message = f"a drain may take every pod of {workload.name} at once"
        yield Broken(workload.manifest, message, f"add a {KIND} with maxUnavailable: 1", ("spec",))


RULE = Rule("H01", "disruption-budget", Severity.MEDIUM, check)
