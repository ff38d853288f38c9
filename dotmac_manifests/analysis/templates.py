"""Where objects hold pod templates, and what stands in one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dotmac_manifests.analysis.body import Body, at, items, mapping, texts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.yaml_reader import FieldPath

TEMPLATE: FieldPath = ("spec", "template")
"""Where the objects of most kinds that make pods have their template."""

TEMPLATES: Mapping[str, FieldPath] = {
    "Pod": (),
    "Deployment": TEMPLATE,
    "StatefulSet": TEMPLATE,
    "DaemonSet": TEMPLATE,
    "ReplicaSet": TEMPLATE,
    "ReplicationController": TEMPLATE,
    "Rollout": TEMPLATE,
    "Job": TEMPLATE,
    "CronJob": ("spec", "jobTemplate", *TEMPLATE),
}
"""Kinds that make pods, and where their pod template is."""

ANALYSES = ("AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun")
"""Kinds of Argo Rollouts whose metrics may be jobs, each with a pod template."""
METRIC_JOB: FieldPath = ("provider", "job")
"""Where a metric of such a kind has its job."""


@dataclass(frozen=True)
class Pods:
    """A pod template in the object that owns it; ``path`` leads to the template."""

    manifest: Manifest
    path: FieldPath
    template: Body

    @cached_property
    def spec(self) -> Body:
        """The pod spec; empty when it is missing."""
        return mapping(self.template, "spec")

    @property
    def labels(self) -> Mapping[str, str]:
        """Labels of the pods; what is not text is no label."""
        return texts(self.template, "metadata", "labels")

    @property
    def namespace(self) -> str:
        """Namespace of the pods."""
        return self.manifest.ref.namespace

    @property
    def spec_path(self) -> FieldPath:
        """Path of the pod spec in the object."""
        return (*self.path, "spec")

    def containers(self) -> Iterator[tuple[FieldPath, Body]]:
        """Every container with its path: ordinary, init and ephemeral ones."""
        return iter(self._containers)

    @cached_property
    def _containers(self) -> tuple[tuple[FieldPath, Body], ...]:
        return tuple(
            ((*self.spec_path, field, index), container)
            for field in ("containers", "initContainers", "ephemeralContainers")
            for index, container in enumerate(items(self.spec, field))
            if isinstance(container, dict)
        )


def templates_of(manifest: Manifest) -> Iterator[Pods]:
    """Every pod template of an object."""
    for path in _paths(manifest):
        template = at(manifest.body, path)
        if isinstance(template, dict):
            yield Pods(manifest, path, template)


def _paths(manifest: Manifest) -> Iterable[FieldPath]:
    kind = manifest.ref.kind
    if kind in ANALYSES:
        count = len(items(manifest.body, "spec", "metrics"))
        return [("spec", "metrics", index, *METRIC_JOB, *TEMPLATE) for index in range(count)]
    return (TEMPLATES[kind],) if kind in TEMPLATES else ()
