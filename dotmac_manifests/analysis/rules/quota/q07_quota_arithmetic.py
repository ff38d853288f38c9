"""Everything at its largest, at the same moment, fits the quota.

Why: a quota that is smaller than what the autoscalers may ask for does not protect anybody: it
breaks the tenant's own update or its own scaling, at the moment of most load, with pods that are
refused one by one. Whether it fits can be computed before anything runs.

Reads: in each bounded namespace (as Q01), for every hard key of every quota: the sum over all
workloads of their autoscaler's maximum (or replicas) and the surge of an update, database clusters
with their backup plugins, claims of volumes, and the largest job, with what a LimitRange fills in
and a RuntimeClass adds. A quota with scopes is compared with the pods that it counts. What makes
an unknown number of pods is a finding, too.

Violating:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec: {hard: {requests.cpu: "2"}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app, namespace: tenant-a}
    spec:
      strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
      template:
        spec:
          containers: [{name: app, image: app, resources: {requests: {cpu: 500m}}}]
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: app, namespace: tenant-a}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
      maxReplicas: 4

Clean:

    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec: {hard: {requests.cpu: 2500m}}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app, namespace: tenant-a}
    spec:
      strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
      template:
        spec:
          containers: [{name: app, image: app, resources: {requests: {cpu: 500m}}}]
    ---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: app, namespace: tenant-a}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
      maxReplicas: 4

Source: K8S-MT; https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import COMPUTE, text
from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.peak import Load, Running, peak, running
from dotmac_manifests.analysis.rules.quota._bounds import bounded, scoped, values
from dotmac_manifests.analysis.rules.quota._scopes import counted
from dotmac_manifests.analysis.rules.rule import Broken, Rule

REMEDY = "raise the quota, or lower what the workloads may ask for"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield hard keys that may be exceeded, and loads that cannot be counted."""
    for namespace in bounded(facts):
        found = running(facts, namespace)
        for doubt in found.doubts:
            message = f"{doubt.manifest.ref} cannot be judged: {doubt.reason}"
            yield Broken(doubt.manifest, message, "say it so that it can be counted", doubt.path)
        for quota in facts.within(namespace, "ResourceQuota"):
            yield from _quota(quota, found)


def _quota(quota: Manifest, found: Running) -> Iterator[Broken]:
    loads = [load for load in found.loads if load.count]
    if scoped(quota):
        chosen, unknown = counted(quota, loads)
        for scope in unknown:
            message = f"the scope {scope} of {quota.ref} cannot be judged"
            yield Broken(quota, message, "use a scope of Kubernetes' own", ("spec",))
        used = peak(chosen)
    else:
        chosen, used = loads, peak(loads, found.claims)
    hard = mapping(quota.body, "spec", "hard")
    for load in chosen:
        unsaid = sorted(key for key in load.pod.missing if key in hard and key in COMPUTE)
        if unsaid:
            message = f"pods of {load.manifest.ref} do not say {', '.join(unsaid)}, as {quota.ref}"
            remedy = "say it in the container, or by a LimitRange's default"
            yield Broken(load.manifest, f"{message} asks: it refuses them", remedy, load.path)
    for one in values(quota):
        want = used.get(_same(one.key), 0)
        if want > one.value:
            amounts = f"{text(one.key, want)} of {one.key}, its quota is {text(one.key, one.value)}"
            message = f"namespace {quota.ref.namespace} may need {amounts}"
            yield Broken(quota, message, REMEDY, one.path, _largest(chosen, _same(one.key)))


def _same(key: str) -> str:
    """Other names of the same thing."""
    if key in ("cpu", "memory", "ephemeral-storage"):
        return f"requests.{key}"
    return {"count/pods": "pods", "count/persistentvolumeclaims": "persistentvolumeclaims"}.get(
        key, key
    )


def _largest(loads: list[Load], key: str) -> tuple[str, ...]:
    """The workloads that need most of it."""
    needs = [(load.amounts.get(key, 0), str(load.manifest.ref), load.count) for load in loads]
    worst = sorted((need for need in needs if need[0]), reverse=True)[:5]
    return tuple(f"{ref}: {text(key, value)} for {count} pods" for value, ref, count in worst)


RULE = Rule("Q07", "quota-arithmetic", Severity.HIGH, check)
