"""What may run in a namespace at the same moment, from its manifests alone.

Every workload at its autoscaler's maximum, the surge of its update, what operators make of their
own objects, and the largest job: a job that finds the quota full is tried again.
Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/ and
https://cloudnative-pg.io/docs/ (clusters, backup plugins).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from dotmac_manifests.analysis.amounts import (
    Amounts,
    PodAmounts,
    Unreadable,
    declared,
    defaults,
    larger,
    pod_amounts,
    total,
    whole,
)
from dotmac_manifests.analysis.body import Body, at, items, mapping
from dotmac_manifests.analysis.claims import Claim, ephemeral, owned
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.replicas import STANDING, scale, surge
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

HIBERNATION = "cnpg.io/hibernation"
_COUNTED = frozenset(
    {"Rollout", "AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun", "Application"}
)


@dataclass(frozen=True)
class Load:
    """Pods of one object: how many, what each counts for, and the spec that scopes look at."""

    manifest: Manifest
    path: FieldPath
    count: int
    pod: PodAmounts
    spec: Body
    job: bool = False

    @property
    def amounts(self) -> Amounts:
        """All of them together."""
        return {key: value * self.count for key, value in self.pod.amounts.items()}


@dataclass(frozen=True)
class Doubt:
    """Something that cannot be counted."""

    manifest: Manifest
    path: FieldPath
    reason: str


@dataclass(frozen=True)
class Running:
    """Everything that may run in one namespace."""

    loads: tuple[Load, ...]
    claims: tuple[Claim, ...]
    doubts: tuple[Doubt, ...]


def peak(loads: Iterable[Load], claims: Iterable[Claim] = ()) -> dict[str, int]:
    """What may be in use at the same moment, by key of a quota."""
    standing: list[Amounts] = [claim.amounts for claim in claims]
    largest: dict[str, int] = {}
    for load in loads:
        if load.job:
            largest = larger(largest, load.amounts)
        else:
            standing.append(load.amounts)
    return total([*standing, largest])


def running(facts: Facts, namespace: str) -> Running:
    """Loads, claims and doubts of one namespace."""
    loads: list[Load] = []
    claims: list[Claim] = []
    doubts: list[Doubt] = []
    try:
        filled = defaults(
            limit
            for ranges in facts.within(namespace, "LimitRange")
            for limit in items(ranges.body, "spec", "limits")
            if mapping(limit).get("type") == "Container"
        )
    except Unreadable:
        filled = {}  # the rule about limit ranges says so
    for manifest in facts.by_namespace.get(namespace, ()):
        try:
            loads.extend(_loads(facts, manifest, filled))
            claims.extend(owned(facts, manifest))
        except Unreadable as error:
            doubts.append(Doubt(manifest, error.path, str(error)))
    for pods in facts.pods_by_namespace.get(namespace, ()):
        try:
            loads.append(_load(facts, pods, filled))
            claims.extend(ephemeral(facts, pods, loads[-1].count))
        except Unreadable as error:
            doubts.append(Doubt(pods.manifest, error.path, str(error)))
    return Running(tuple(loads), tuple(claims), tuple(doubts))


def _load(facts: Facts, pods: Pods, filled: Amounts) -> Load:
    manifest, kind, job = pods.manifest, pods.manifest.ref.kind, False
    if kind in STANDING:
        count = scale(facts, manifest).most
        count += surge(manifest, count)
    elif kind == "Pod":
        count = 1
    elif kind == "DaemonSet":
        raise Unreadable(("spec",), "a DaemonSet has as many pods as the cluster has nodes")
    else:
        owner = pods.path[:-1]
        count, job = _parallel(mapping(at(manifest.body, owner)), owner), True
    if not items(pods.spec, "containers"):
        raise Unreadable(pods.spec_path, "a pod template without containers")
    each = pod_amounts(pods.spec, pods.spec_path, filled, _overhead(facts, pods))
    return Load(manifest, pods.spec_path, count, each, pods.spec, job)


def _parallel(spec: Body, path: FieldPath) -> int:
    """Pods of a job at once."""
    most = whole(spec.get("parallelism"), (*path, "parallelism"), 1)
    done = whole(spec.get("completions"), (*path, "completions"), most)
    return min(most, done)


def _overhead(facts: Facts, pods: Pods) -> Amounts:
    """What the sandbox of a RuntimeClass takes for itself, counted as request and limit."""
    name = pods.spec.get("runtimeClassName")
    if name is None:
        return {}
    path = (*pods.spec_path, "runtimeClassName")
    found = facts.find("RuntimeClass", "", str(name))
    if found is None:
        raise Unreadable(path, f"the overhead of RuntimeClass {name} is not in these manifests")
    fixed = mapping(found.body, "overhead", "podFixed")
    return declared({"limits": fixed, "requests": fixed}, path)


def _loads(facts: Facts, manifest: Manifest, filled: Amounts) -> Iterator[Load]:
    """Pods that an operator makes of its own kinds."""
    ref, spec = manifest.ref, mapping(manifest.body, "spec")
    if ref.kind == "Cluster" and ref.group == "postgresql.cnpg.io":
        annotations = mapping(manifest.body, "metadata", "annotations")
        count = whole(spec.get("instances"), ("spec", "instances"), 1)
        asleep = annotations.get(HIBERNATION) == "on"
        pod = instance(facts, manifest, filled)
        yield Load(manifest, ("spec",), 0 if asleep else count, pod, spec)
    elif ref.kind == "VerticalPodAutoscaler":
        if mapping(spec, "updatePolicy").get("updateMode", "Auto") != "Off":
            raise Unreadable(("spec", "updatePolicy"), "its autoscaler changes what pods request")
    elif custom(manifest) and (path := _pod_spec_of(facts, spec)):
        raise Unreadable(path, f"how many pods a {ref.kind} makes is not known")


def instance(facts: Facts, cluster: Manifest, filled: Amounts) -> PodAmounts:
    """One pod of a CloudNativePG cluster, with its backup plugin; raises Unreadable."""
    containers: list[Body] = [{"resources": mapping(cluster.body, "spec").get("resources")}]
    containers += [{"resources": each} for each in _sidecars(facts, cluster)]
    return pod_amounts({"containers": containers}, ("spec",), filled)


def _sidecars(facts: Facts, cluster: Manifest) -> Iterator[Any]:
    """Resources of the containers that backup plugins add to each instance."""
    for plugin in items(cluster.body, "spec", "plugins"):
        name = mapping(plugin, "parameters").get("barmanObjectName")
        if mapping(plugin).get("enabled") is False or name is None:
            continue
        store = facts.find("ObjectStore", cluster.ref.namespace, str(name))
        body = store.body if store else {}
        yield mapping(body, "spec", "instanceSidecarConfiguration").get("resources")


def custom(manifest: Manifest) -> bool:
    """Whether a kind is an operator's own, and not one whose pods are counted anyway."""
    group = manifest.ref.group
    own = "." in group and not group.endswith(".k8s.io")
    return own and manifest.ref.kind not in _COUNTED


_without: WeakKeyDictionary[Facts, dict[int, object]] = WeakKeyDictionary()
"""Parts of objects that hold no containers, by their identity. They are held, so that no other
part can have it."""


def _pod_spec_of(facts: Facts, spec: Body) -> FieldPath:
    """`pod_spec` of an object, which has most parts in common with others."""
    if _containers(spec):
        return ("spec",)
    without = _without.setdefault(facts, {})
    for key, child in spec.items():
        if isinstance(child, dict | list) and id(child) not in without:
            if found := pod_spec(child, ("spec", key)):
                return found
            without[id(child)] = child
    return ()


def _containers(value: Body) -> bool:
    containers = items(value, "containers") or [value.get("container")]
    return any("image" in mapping(one) for one in containers)


def pod_spec(value: Any, path: FieldPath) -> FieldPath:
    """Where containers with images are, however deep; empty when there are none."""
    if isinstance(value, dict):
        if _containers(value):
            return path
        children: Iterable[tuple[str | int, Any]] = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    else:
        return ()
    return next((found for key, child in children if (found := pod_spec(child, (*path, key)))), ())
