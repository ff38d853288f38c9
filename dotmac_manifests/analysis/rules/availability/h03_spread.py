"""Pods of one workload stand in several zones and on several nodes.

Why: two replicas on one node, or in one zone, are one replica when it fails. The scheduler's own
preference is weak; a constraint is kept. With matchLabelKeys an update is spread by itself,
instead of around the pods that it replaces.

Reads: Deployments, StatefulSets and Rollouts with two pods or more at the least:
topologySpreadConstraints for topology.kubernetes.io/zone and kubernetes.io/hostname, with a
selector that matches the pods themselves and maxSkew 1; of a Deployment matchLabelKeys
pod-template-hash. CloudNativePG clusters of two instances or more: anti-affinity or a constraint
for both. Both values of whenUnsatisfiable are accepted.

Violating:

    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db, namespace: tenant-a}
    spec:
      replicas: 3
      template:
        metadata: {labels: {app: db}}
        spec:
          containers: [{name: db, image: db}]
          topologySpreadConstraints:
            - topologyKey: kubernetes.io/hostname
              maxSkew: 1
              whenUnsatisfiable: ScheduleAnyway
              labelSelector: {matchLabels: {app: other}}

Clean:

    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db, namespace: tenant-a}
    spec:
      replicas: 3
      template:
        metadata: {labels: {app: db}}
        spec:
          containers: [{name: db, image: db}]
          topologySpreadConstraints:
            - topologyKey: kubernetes.io/hostname
              maxSkew: 1
              whenUnsatisfiable: ScheduleAnyway
              labelSelector: {matchLabels: {app: db}}
            - topologyKey: topology.kubernetes.io/zone
              maxSkew: 1
              whenUnsatisfiable: ScheduleAnyway
              labelSelector: {matchLabels: {app: db}}

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.availability._workloads import Workload, selector, workloads
from dotmac_manifests.analysis.rules.rule import Broken, Rule

TOPOLOGIES = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
HASH = "pod-template-hash"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield workloads of several pods that may all stand in one place."""
    for workload in workloads(facts):
        if workload.scale.least > 1:
            yield from _workload(workload)
    for cluster in facts.kind("Cluster", "postgresql.cnpg.io"):
        instances = mapping(cluster.body, "spec").get("instances", 1)
        if not isinstance(instances, int) or instances > 1:
            yield from _database(cluster)


def _workload(workload: Workload) -> Iterator[Broken]:
    constraints = items(workload.pods.spec, "topologySpreadConstraints")
    by_hash = workload.manifest.ref.kind == "Deployment"
    path = (*workload.pods.spec_path, "topologySpreadConstraints")
    for key in TOPOLOGIES:
        found = [one for one in constraints if mapping(one).get("topologyKey") == key]
        if not any(_spreads(mapping(one), workload, by_hash=by_hash) for one in found):
            message = f"all pods of {workload.name} may stand in one place: {key}"
            remedy = f"add a topologySpreadConstraint for {key} that selects these pods"
            yield Broken(workload.manifest, message, remedy, path)


def _spreads(constraint: Body, workload: Workload, *, by_hash: bool) -> bool:
    chosen = selector(constraint, "labelSelector")
    hashed = HASH in items(constraint, "matchLabelKeys") or not by_hash
    known = constraint.get("whenUnsatisfiable") in ("ScheduleAnyway", "DoNotSchedule")
    one = constraint.get("maxSkew") == 1
    return bool(chosen and chosen.matches(workload.pods.labels)) and hashed and known and one


def _database(cluster: Manifest) -> Iterator[Broken]:
    spec = mapping(cluster.body, "spec")
    affinity = mapping(spec, "affinity")
    keys = {
        str(mapping(one).get("topologyKey"))
        for one in items(spec, "topologySpreadConstraints")
        if (chosen := selector(mapping(one), "labelSelector"))
        and chosen.matches({"cnpg.io/cluster": cluster.ref.name})
    }
    if affinity.get("enablePodAntiAffinity") is not False:
        keys.add(str(affinity.get("topologyKey", "kubernetes.io/hostname")))
    for key in TOPOLOGIES:
        if key not in keys:
            message = f"all instances of {cluster.ref} may stand in one place: {key}"
            remedy = f"spread them by anti-affinity or a constraint for {key}"
            yield Broken(cluster, message, remedy, ("spec", "affinity"))


RULE = Rule("H03", "spread", Severity.MEDIUM, check)
