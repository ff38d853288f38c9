"""An update replaces pods one after the other, and notices when it fails.

Why: an update that stops all pods of a workload before new ones are ready is an outage; one that
starts a second writer beside the first corrupts what both write, or waits for a volume that the
first still holds. Without a deadline a failed update looks like a slow one; without a time to
prove itself a pod that dies after a second counts as ready.

Reads: Deployment, StatefulSet and Rollout: an explicit strategy, which leaves a pod running where
there are two or more; for the workloads that people wait for, all of them: maxUnavailable 0 and a
surge, blue-green or canary. Singletons, and Deployments that mount a claim which one node at a time
may write, have one pod, no autoscaler, and are recreated. progressDeadlineSeconds (not of
StatefulSets), and minReadySeconds unless recreated, are set.

Violating:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: isp-backend, namespace: tenant-a}
    spec:
      replicas: 2
      progressDeadlineSeconds: 600
      minReadySeconds: 10
      strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}
      template: {spec: {containers: [{name: app, image: app}]}}

Clean:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: isp-backend, namespace: tenant-a}
    spec:
      replicas: 2
      progressDeadlineSeconds: 600
      minReadySeconds: 10
      strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
      template: {spec: {containers: [{name: app, image: app}]}}

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy and
https://argo-rollouts.readthedocs.io/en/stable/features/specification/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import Unreadable
from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.replicas import surge, unavailable
from dotmac_manifests.analysis.rules.availability._workloads import Workload, workloads
from dotmac_manifests.analysis.rules.rule import Broken, Rule

SHARED_MODES = ("ReadWriteMany", "ReadOnlyMany")


def check(facts: Facts) -> Iterator[Broken]:
    """Yield workloads whose update stops too much, starts too much, or never ends."""
    for workload in workloads(facts):
        kind = workload.manifest.ref.kind
        field = "updateStrategy" if kind == "StatefulSet" else "strategy"
        strategy = mapping(workload.spec, field)
        if not _known(kind, strategy):
            message = f"{workload.name} has no strategy that is known: {dict(strategy)}"
            yield Broken(workload.manifest, message, f"set {field}", ("spec", field))
            continue
        alone = _alone(facts, workload)
        if alone:
            yield from _singleton(workload, alone, field)
        else:
            yield from _rolling(facts, workload, field)
        yield from _times(workload, recreated=strategy.get("type") == "Recreate")


def _known(kind: str, strategy: Body) -> bool:
    if kind == "Rollout":
        return ("canary" in strategy) != ("blueGreen" in strategy)
    if kind == "StatefulSet":
        partition = mapping(strategy, "rollingUpdate").get("partition", 0)
        return bool(strategy.get("type") == "RollingUpdate" and partition == 0)
    return strategy.get("type") in ("RollingUpdate", "Recreate")


def _alone(facts: Facts, workload: Workload) -> str:
    """Why two pods must never run at once; empty when they may."""
    ref = workload.manifest.ref
    if ref.kind == "StatefulSet":
        return ""  # never starts a pod before the one of its name is gone
    if ref.name in facts.site.singletons:
        return "there must never be two of it"
    for volume in items(workload.pods.spec, "volumes"):
        name = mapping(volume, "persistentVolumeClaim").get("claimName")
        claim = facts.find("PersistentVolumeClaim", ref.namespace, str(name)) if name else None
        modes = items(claim.body, "spec", "accessModes") if claim else ()
        if name and not any(mode in SHARED_MODES for mode in modes):
            return f"one node at a time may write the claim {name}"
    return ""


def _singleton(workload: Workload, why: str, field: str) -> Iterator[Broken]:
    manifest, path = workload.manifest, ("spec", field)
    if mapping(workload.spec, field).get("type") != "Recreate":
        message = f"an update of {workload.name} starts a second pod, but {why}"
        yield Broken(manifest, message, "set type: Recreate", path)
    if workload.scale.most > 1 or workload.scale.scaler is not None:
        message = f"{workload.name} may have several pods, but {why}"
        yield Broken(manifest, message, "set replicas: 1, without an autoscaler", ("spec",))


def _rolling(facts: Facts, workload: Workload, field: str) -> Iterator[Broken]:
    manifest, least, path = workload.manifest, workload.scale.least, ("spec", field)
    try:
        gone, more = unavailable(manifest, least), surge(manifest, least)
    except Unreadable as error:
        message = f"the update of {workload.name} cannot be judged: {error}"
        yield Broken(manifest, message, "write a number or a percentage", error.path)
        return
    if manifest.ref.name in facts.site.uninterrupted and (gone or not more):
        message = f"an update of {workload.name} stops pods before others are ready"
        yield Broken(manifest, message, "set maxUnavailable: 0 and maxSurge: 1", path)
    elif least > 1 and gone >= least:
        message = f"an update of {workload.name} stops all {least} pods at once"
        yield Broken(manifest, message, "set maxUnavailable: 1", path)


def _times(workload: Workload, *, recreated: bool) -> Iterator[Broken]:
    wanted = ["progressDeadlineSeconds"] if workload.manifest.ref.kind != "StatefulSet" else []
    wanted += [] if recreated else ["minReadySeconds"]
    for field in wanted:
        value = workload.spec.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            message = f"{workload.name} has no {field}"
            yield Broken(workload.manifest, message, f"set {field}", ("spec", field))


RULE = Rule("H05", "updates", Severity.MEDIUM, check)
