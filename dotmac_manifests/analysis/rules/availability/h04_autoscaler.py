"""Autoscalers scale something that exists, within bounds, and alone.

Why: an autoscaler whose target was renamed does nothing and says so only in its status. One that
shares `spec.replicas` with the manifest is set back at every sync, in the middle of the load. One
that scales down at once flaps. And a plan that promises two replicas has to start with two.

Reads: `HorizontalPodAutoscaler` and KEDA's `ScaledObject`: the target is there, under its API
group, has no replicas of its own and no second autoscaler; minimum ≤ maximum; in namespaces of the
plans that promise it, at least two, but for rehearsals (the site's `rehearsals`); a metric, whose
resource the target's containers request; a time to wait before scaling down. In the same
namespaces, workloads that people wait for have two replicas at the least, with or without an
autoscaler. Numbers that cannot be read are findings.

Violating:

    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: app, namespace: tenant-a}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: application}
      maxReplicas: 4

Clean:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app, namespace: tenant-a}
    spec:
      template:
        spec:
          containers: [{name: app, image: app, resources: {requests: {cpu: 100m}}}]
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: app, namespace: tenant-a}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
      minReplicas: 2
      maxReplicas: 4
      metrics:
        - type: Resource
          resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
      behavior: {scaleDown: {stabilizationWindowSeconds: 300}}

Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import Unreadable, declared
from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.replicas import UPDATED, scale
from dotmac_manifests.analysis.rules.availability._workloads import workloads
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.refs import group_of

GROUPS = {"Deployment": "apps", "StatefulSet": "apps", "Rollout": "argoproj.io"}
TARGET = ("spec", "scaleTargetRef")
TWO = 2


def check(facts: Facts) -> Iterator[Broken]:
    """Yield autoscalers that do not do what they promise, and workloads that are too few."""
    for (namespace, kind, name), scalers in facts.autoscalers.items():
        target = facts.find(kind, namespace, name)
        for scaler in scalers[1:]:
            message = f"{scaler.ref} is the second autoscaler of {kind} {name}"
            yield Broken(scaler, message, "keep one of them", TARGET)
        for scaler in scalers:
            yield from _target(scaler, kind, name, target)
            if scaler.ref.kind == "HorizontalPodAutoscaler":
                yield from _metrics(facts, scaler, target)
    for pods in facts.pods:
        if pods.manifest.ref.kind in UPDATED:
            try:
                found = scale(facts, pods.manifest)
            except Unreadable as error:
                message = f"the scale of {pods.manifest.ref} cannot be judged: {error}"
                yield Broken(pods.manifest, message, "write a number", error.path)
                continue
            if found.scaler is not None and found.least > found.most:
                message = f"{found.scaler.ref} has a minimum above its maximum"
                yield Broken(found.scaler, message, "swap them", ("spec",))
    yield from _few(facts)


def _target(scaler: Manifest, kind: str, name: str, target: Manifest | None) -> Iterator[Broken]:
    version = mapping(scaler.body, *TARGET).get("apiVersion", "apps/v1")
    group = group_of(str(version))
    if target is None or (kind in GROUPS and group != GROUPS[kind]):
        message = f"{scaler.ref} scales {kind} {name} of {version}, which is not there"
        yield Broken(scaler, message, "name a workload of this namespace", TARGET)
    elif mapping(target.body, "spec").get("replicas"):
        message = f"{target.ref} has replicas, which its autoscaler changes"
        yield Broken(target, message, "remove spec.replicas", ("spec", "replicas"))


def _metrics(facts: Facts, scaler: Manifest, target: Manifest | None) -> Iterator[Broken]:
    spec = mapping(scaler.body, "spec")
    metrics = items(spec, "metrics")
    if not metrics:
        message = f"{scaler.ref} has no metric"
        yield Broken(scaler, message, "say what it scales by", ("spec", "metrics"))
    window = mapping(spec, "behavior", "scaleDown").get("stabilizationWindowSeconds")
    if not isinstance(window, int) or window < 1:
        message = f"{scaler.ref} scales down without waiting on purpose"
        path = ("spec", "behavior", "scaleDown", "stabilizationWindowSeconds")
        yield Broken(scaler, message, "set a window, such as 300", path)
    for index, metric in enumerate(metrics):
        wanted = mapping(metric, "resource").get("name")
        if wanted is None or target is None:
            continue
        for pods in facts.pods_by_namespace.get(target.ref.namespace, ()):
            if pods.manifest is target and not all(
                f"requests.{wanted}" in _declared(container.get("resources"))
                for path, container in pods.containers()
                if path[-2] == "containers"
            ):
                message = f"{scaler.ref} scales by {wanted}, which {target.ref} does not request"
                yield Broken(scaler, message, f"request {wanted}", ("spec", "metrics", index))


def _declared(resources: object) -> dict[str, int]:
    try:
        return declared(resources, ())
    except Unreadable:
        return {}


def _few(facts: Facts) -> Iterator[Broken]:
    site = facts.site
    for workload in workloads(facts):
        ref, scaler = workload.manifest.ref, workload.scale.scaler
        if ref.namespace not in facts.owners or ref.namespace not in facts.namespaces:
            continue
        labels = mapping(facts.namespaces[ref.namespace].body, "metadata", "labels")
        rehearses = labels.get(site.environment_label) in site.rehearsals
        promised = labels.get(site.tier_label) in site.redundant_tiers and not rehearses
        scales = scaler is not None or ref.name in site.uninterrupted
        if promised and scales and workload.scale.least < TWO:
            message = f"{workload.name} may have one pod, but its plan promises two"
            yield Broken(scaler or workload.manifest, message, "start with two", ("spec",))


RULE = Rule("H04", "autoscaler", Severity.MEDIUM, check)
