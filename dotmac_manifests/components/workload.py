"""What a workload is, and the objects that stand around its pods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import USER, pod_spec
from dotmac_manifests.components.resource import SYNC_WAVE, Resource, metadata
from dotmac_manifests.plan.labels import object_labels, selector
from dotmac_manifests.plan.model import WorkloadSize

Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What a component decides about its pods; everything else is the same for all workloads.

    ``ports`` are the Service's: name to (port, container port name, protocol); empty means that
    no Service is rendered.
    """

    name: str
    component: str
    version: str
    size: WorkloadSize
    containers: Sequence[Body]
    init_containers: Sequence[Body] = ()
    volumes: Sequence[Body] = ()
    ports: Mapping[str, tuple[int, str, str]] = field(default_factory=dict)
    service_labels: Mapping[str, str] = field(default_factory=dict)
    """Further labels that the Service selects by; the headless one always has all pods."""
    app: str | None = None
    """Name label, where several workloads of a namespace share one; else it is ``name``."""
    pod_annotations: Mapping[str, str] = field(default_factory=dict)
    grace_seconds: int = 30
    token: bool = False
    user: int = USER
    wave: int | None = None
    """Sync wave of all its objects, where those of their kinds would come too late."""

    @property
    def label(self) -> str:
        """Name label of its pods, by which policies, Services and budgets select them."""
        return self.app or self.name

    def meta(self, home: Home, suffix: str = "") -> Body:
        """Metadata of one object of the workload."""
        return metadata(
            f"{self.name}{suffix}",
            home.namespace,
            app=self.label,
            component=self.component,
            version=self.version,
            annotations=None if self.wave is None else {SYNC_WAVE: str(self.wave)},
        )

    def template(self, home: Home, *, by_template_hash: bool) -> Body:
        """The pod template."""
        pod_metadata: Body = {"labels": object_labels(self.label, self.component, self.version)}
        if self.pod_annotations:
            pod_metadata["annotations"] = dict(self.pod_annotations)
        return {
            "metadata": pod_metadata,
            "spec": pod_spec(
                service_account=self.name,
                containers=self.containers,
                init_containers=self.init_containers,
                volumes=self.volumes,
                priority_class=home.priority_class,
                topology_region=home.topology_region,
                pull_secret=home.pull_secret,
                spread=selector(self.label) if self.size.max_replicas > 1 else None,
                by_template_hash=by_template_hash,
                grace_seconds=self.grace_seconds,
                token=self.token,
                user=self.user,
            ),
        }


def service_account(scope: Construct, home: Home, workload: Workload) -> None:
    """An identity of its own for the workload, without a token unless it needs the API."""
    Resource(
        scope,
        "service-account",
        {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": workload.meta(home),
            "automountServiceAccountToken": False,
        },
    )


def service(
    scope: Construct, home: Home, workload: Workload, *, headless: bool = False, suffix: str = ""
) -> None:
    """A Service of type ClusterIP; a headless one gives each replica a name of its own.

    ``suffix`` names a further Service of the same workload, such as `-preview`.
    """
    chosen = {} if headless else workload.service_labels
    spec: Body = {
        "type": "ClusterIP",
        "selector": {**selector(workload.label), **chosen},
        "ports": [
            {"name": name, "port": port, "targetPort": target, "protocol": protocol}
            for name, (port, target, protocol) in workload.ports.items()
        ],
    }
    if headless:
        spec.update({"clusterIP": "None", "publishNotReadyAddresses": True})
    suffix = suffix or ("-headless" if headless else "")
    Resource(
        scope,
        f"service{suffix}",
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": workload.meta(home, suffix),
            "spec": spec,
        },
    )


def disruption_budget(scope: Construct, home: Home, workload: Workload) -> None:
    """At most one pod away at a time; a single replica has no budget, which would block drains."""
    if workload.size.replicas <= 1:
        return
    Resource(
        scope,
        "budget",
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": workload.meta(home),
            "spec": {
                "maxUnavailable": 1,
                "unhealthyPodEvictionPolicy": "AlwaysAllow",
                "selector": {"matchLabels": selector(workload.label)},
            },
        },
    )


def autoscaler(scope: Construct, home: Home, workload: Workload, kind: str = "Deployment") -> None:
    """Scales on CPU 70 % and memory 80 % of the requests (spec: "What is rendered", HPAs)."""
    api = {"Deployment": "apps/v1", "Rollout": "argoproj.io/v1alpha1"}[kind]
    Resource(
        scope,
        "autoscaler",
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": workload.meta(home),
            "spec": {
                "scaleTargetRef": {"apiVersion": api, "kind": kind, "name": workload.name},
                "minReplicas": workload.size.replicas,
                "maxReplicas": workload.size.max_replicas,
                "metrics": [_utilisation("cpu", 70), _utilisation("memory", 80)],
                "behavior": {
                    "scaleUp": {"stabilizationWindowSeconds": 30},
                    "scaleDown": {
                        "stabilizationWindowSeconds": 300,
                        "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}],
                    },
                },
            },
        },
    )


def _utilisation(resource: str, percent: int) -> Body:
    target = {"type": "Utilization", "averageUtilization": percent}
    return {"type": "Resource", "resource": {"name": resource, "target": target}}


def claim_template(home: Home, workload: Workload, name: str = "data") -> Body:
    """Claim of each replica, guarded like every claim; it carries no version, since a StatefulSet
    refuses any change of its claims and a new version would be one."""
    labels = object_labels(workload.label, workload.component, workload.version)
    del labels["app.kubernetes.io/version"]
    return {
        "metadata": {
            "name": name,
            "labels": labels,
            "annotations": {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false"},
        },
        "spec": {
            "accessModes": ["ReadWriteOncePod"],
            "storageClassName": home.storage_class,
            "volumeMode": "Filesystem",
            "resources": {"requests": {"storage": workload.size.storage}},
        },
    }
