"""How many pods of a workload there are: at least, at most, and while it is updated.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ and
https://argo-rollouts.readthedocs.io/en/stable/features/specification/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.amounts import Unreadable, whole
from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.yaml_reader import FieldPath

STANDING = ("Deployment", "StatefulSet", "Rollout", "ReplicaSet", "ReplicationController")
"""Kinds that keep a number of pods running."""
UPDATED = ("Deployment", "StatefulSet", "Rollout")
"""Those of them that replace their pods by a strategy."""
_DEFAULT = "25%"
_KEDA_MOST = 100


@dataclass(frozen=True)
class Scale:
    """Fewest and most pods that a workload is meant to have, and who decides."""

    least: int
    most: int
    scaler: Manifest | None = None


def scale(facts: Facts, manifest: Manifest) -> Scale:
    """The scale of a workload, by its autoscaler if it has one; raises Unreadable."""
    ref, spec = manifest.ref, mapping(manifest.body, "spec")
    found = facts.autoscalers.get((ref.namespace, ref.kind, ref.name), ())
    if not found:
        count = whole(spec.get("replicas"), ("spec", "replicas"), 1)
        return Scale(count, count)
    if spec.get("replicas") == 0 and not isinstance(spec.get("replicas"), bool):
        return Scale(0, 0, found[0])  # an autoscaler leaves a workload at zero alone
    scales = [_bounds(scaler) for scaler in found]
    return Scale(min(low for low, _ in scales), max(high for _, high in scales), found[0])


def _bounds(scaler: Manifest) -> tuple[int, int]:
    spec = mapping(scaler.body, "spec")
    if scaler.ref.kind == "ScaledObject":
        return (
            whole(spec.get("minReplicaCount"), ("spec", "minReplicaCount"), 0),
            whole(spec.get("maxReplicaCount"), ("spec", "maxReplicaCount"), _KEDA_MOST),
        )
    if spec.get("maxReplicas") is None:
        raise Unreadable(("spec", "maxReplicas"), f"{scaler.ref} has no maxReplicas")
    return (
        whole(spec.get("minReplicas"), ("spec", "minReplicas"), 1),
        whole(spec["maxReplicas"], ("spec", "maxReplicas"), 1),
    )


def surge(manifest: Manifest, count: int) -> int:
    """How many pods an update starts on top of ``count``; raises Unreadable.

    A blue-green update runs the new colour at full size before it switches, whatever its preview
    had.
    """
    strategy, path = _strategy(manifest)
    if not count or manifest.ref.kind not in ("Deployment", "Rollout"):
        return 0
    if "blueGreen" in strategy:
        return count
    if strategy.get("type") == "Recreate":
        return 0
    field = "canary" if manifest.ref.kind == "Rollout" else "rollingUpdate"
    value = mapping(strategy, field).get("maxSurge", _DEFAULT)
    return share(value, count, (*path, field, "maxSurge"), up=True)


def unavailable(manifest: Manifest, count: int) -> int:
    """How many of ``count`` pods an update may stop before others are ready."""
    strategy, path = _strategy(manifest)
    if "blueGreen" in strategy:
        return 0
    if strategy.get("type") == "Recreate":
        return count
    if manifest.ref.kind == "StatefulSet":
        value = mapping(strategy, "rollingUpdate").get("maxUnavailable", 1)
        return share(value, count, (*path, "rollingUpdate", "maxUnavailable"), up=True)
    field = "canary" if manifest.ref.kind == "Rollout" else "rollingUpdate"
    value = mapping(strategy, field).get("maxUnavailable", _DEFAULT)
    found = share(value, count, (*path, field, "maxUnavailable"), up=False)
    return found or int(surge(manifest, count) == 0)  # both at zero would never move


def _strategy(manifest: Manifest) -> tuple[Any, FieldPath]:
    field = "updateStrategy" if manifest.ref.kind == "StatefulSet" else "strategy"
    return mapping(manifest.body, "spec", field), ("spec", field)


def share(value: Any, count: int, path: FieldPath, *, up: bool) -> int:
    """A number of pods, or a percentage of ``count``; raises Unreadable."""
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdigit():
        product = int(value[:-1]) * count
        return -(-product // 100) if up else product // 100
    return whole(value, path, 0)
