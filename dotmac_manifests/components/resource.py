"""One rendered Kubernetes object as a cdk8s construct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.components.cdk import ApiObject, ApiObjectMetadata, Chart, Construct, member
from dotmac_manifests.plan.labels import object_labels

Body = dict[str, Any]
SYNC_WAVE = "argocd.argoproj.io/sync-wave"
SYNC_OPTIONS = "argocd.argoproj.io/sync-options"

CONFIRMED = {SYNC_OPTIONS: "Prune=confirm,Delete=confirm"}
"""Argo CD removes the object only once a person has confirmed it.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/"""

LAST_WAVE = 5
"""Argo CD waits for the health of every wave but the last. Here stands what may stay unhealthy
through no fault of the deployment: a host without its DNS record or certificate, an autoscaler
without metrics, a release that waits for its promotion, what is suspended. Hooks after it would
make Argo CD wait again.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/"""

WAVES: Mapping[str, int] = {
    "Namespace": -50,
    "PriorityClass": -45,
    "ResourceQuota": -40,
    "LimitRange": -40,
    "NetworkPolicy": -40,
    "ServiceAccount": -40,
    "Role": -40,
    "RoleBinding": -39,
    "ClusterRole": -40,
    "ClusterRoleBinding": -39,
    "StorageClass": -40,
    "ValidatingAdmissionPolicy": -40,
    "ValidatingAdmissionPolicyBinding": -39,
    "AppProject": -30,
    "SecretStore": -25,
    "ExternalSecret": -24,
    "ConfigMap": -24,
    "Issuer": -24,
    "Certificate": -20,
    "ObjectStore": -16,
    "Cluster": -15,
    "Database": -14,
    "ScheduledBackup": -13,
    "Service": -16,
    "StatefulSet": -15,
    "Rollout": LAST_WAVE,
    "HorizontalPodAutoscaler": LAST_WAVE,
    "Ingress": LAST_WAVE,
    "HTTPRoute": LAST_WAVE,
    "ListenerSet": LAST_WAVE,
    "VirtualServer": LAST_WAVE,
    "SecurityPolicy": LAST_WAVE,
    "Schedule": LAST_WAVE,
}
"""Order in which Argo CD applies kinds: what guards comes before what is guarded, the store
before its clients, the edge last. Members of a StatefulSet find each other by the names that a
Service gives them, hence Services come first. Kinds that are not listed stand at 0."""


class ManifestFile(Chart):
    """One chart, one file of `dist/`, one concern; ``path`` is relative to `dist/`.

    ``bodies`` collects its objects on the Python side, in the order in which they were made.
    """

    def __init__(self, scope: Construct, path: str) -> None:
        super().__init__(scope, path.replace("/", "."), disable_resource_name_hashes=True)
        self.path = path
        self.bodies: list[Body] = []


class Component(Construct):
    """Base of all constructs here: knows the file that its objects end up in."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.bodies: list[Body] = _bodies(scope)


class Resource(ApiObject):
    """One Kubernetes object: a node of the construct tree whose body stays in Python.

    `Chart.to_json()`, `Testing.synth()` and `App.synth()` see the body through `to_json`; our own
    emission reads it from the file's ``bodies`` without crossing into Node. ``body`` is a
    complete object; the sync wave of its kind is added unless the body says its own.
    """

    def __init__(self, scope: Construct, id: str, body: Mapping[str, Any]) -> None:
        self.body: Body = _with_wave(dict(body))
        _bodies(scope).append(self.body)
        metadata = self.body["metadata"]
        super().__init__(
            scope,
            id,
            api_version=self.body["apiVersion"],
            kind=self.body["kind"],
            metadata=ApiObjectMetadata(name=metadata["name"], namespace=metadata.get("namespace")),
        )

    @member(jsii_name="toJson")
    def to_json(self) -> Any:
        """The body, for cdk8s."""
        return self.body


_KEEPERS = (ManifestFile, Component)


def _bodies(scope: Construct) -> list[Body]:
    """The list of the file that ``scope`` belongs to; foreign constructs may stand between."""
    if isinstance(scope, _KEEPERS):
        return scope.bodies
    chart = Chart.of(scope)
    if not isinstance(chart, ManifestFile):
        raise TypeError(f"{scope} stands in no ManifestFile")
    return chart.bodies


def _with_wave(body: Body) -> Body:
    wave = WAVES.get(body["kind"], 0)
    annotations = body["metadata"].get("annotations") or {}
    if wave and SYNC_WAVE not in annotations:
        annotations = {**annotations, SYNC_WAVE: str(wave)}
        body["metadata"] = {**body["metadata"], "annotations": annotations}
    return body


def metadata(
    name: str,
    namespace: str | None,
    *,
    app: str,
    component: str,
    version: str,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
) -> Body:
    """Metadata with the recommended labels; ``app`` is the workload the object belongs to."""
    found: Body = {
        "name": name,
        "labels": {**object_labels(app, component, version), **(labels or {})},
    }
    if namespace is not None:
        found["namespace"] = namespace
    if annotations:
        found["annotations"] = dict(annotations)
    return found


@dataclass(frozen=True)
class Owner:
    """What several objects belong to: a namespace, and a workload by its recommended labels."""

    namespace: str
    app: str
    component: str
    version: str

    def metadata(self, name: str, *, labels: Mapping[str, str] | None = None) -> Body:
        """Metadata of one of its objects."""
        return metadata(
            name,
            self.namespace,
            app=self.app,
            component=self.component,
            version=self.version,
            labels=labels,
        )


def tag_of(image: str) -> str:
    """Tag of a reference `registry/repository:tag@digest`; the version label of its workload."""
    return image.partition("@")[0].rpartition(":")[2]
