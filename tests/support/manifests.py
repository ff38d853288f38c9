"""Rendered manifests as the API server would see them: objects, pods, the pods of operators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import yaml

from tests.support.reachability import Body, Network, Pod

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NAMESPACE_LABEL = "kubernetes.io/metadata.name"
"""Set by the API server on every namespace."""


@dataclass(frozen=True)
class Template:
    """A pod template: labels and spec, and the object that it stands in."""

    owner: Body
    labels: Mapping[str, str]
    spec: Body

    @property
    def namespace(self) -> str:
        """Where its pods run."""
        return str(self.owner["metadata"]["namespace"])

    @property
    def name(self) -> str:
        """Its workload, as policies know it."""
        return self.labels["app.kubernetes.io/name"]

    @property
    def ports(self) -> dict[tuple[str, str], int]:
        """Protocol and name of each port that a container declares."""
        return {
            (port.get("protocol", "TCP"), port["name"]): port["containerPort"]
            for container in self.spec.get("containers") or ()
            for port in container.get("ports") or ()
        }


@dataclass(frozen=True)
class Region:
    """All objects of one region."""

    name: str
    objects: tuple[Body, ...]

    @classmethod
    def read(cls, folder: Path) -> Region:
        """The region that a folder of ``dist/`` holds."""
        found = [
            body
            for path in sorted(folder.rglob("*.yaml"))
            for body in yaml.load_all(path.read_bytes(), Loader=LOADER)
            if body
        ]
        return cls(folder.name, tuple(found))

    def of(self, *kinds: str) -> tuple[Body, ...]:
        """Objects of some kinds."""
        return tuple(body for body in self.objects if body["kind"] in kinds)

    def names(self, *kinds: str) -> frozenset[tuple[str, str]]:
        """Namespace and name of each object of some kinds."""
        return frozenset(
            (body["metadata"].get("namespace", ""), body["metadata"]["name"])
            for body in self.of(*kinds)
        )

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """All pod templates, jobs and analyses included."""
        return tuple(found for body in self.objects for found in _templates(body))

    @cached_property
    def tenants(self) -> tuple[str, ...]:
        """Slugs of the tenants here."""
        return tuple(
            sorted(
                body["metadata"]["labels"]["dotmac.io/tenant-slug"]
                for body in self.of("Namespace")
                if body["metadata"]["name"].startswith("tenant-")
                and not body["metadata"]["name"].endswith("-vpn")
            )
        )


def _templates(body: Body) -> Iterator[Template]:
    """Pod templates of an object.

    A CloudNativePG cluster has none: its operator labels the pods, and copies what
    ``inheritedMetadata`` says.
    Source: https://cloudnative-pg.io/documentation/current/labels_annotations/
    """
    spec = body.get("spec") or {}
    if body["kind"] == "Cluster":
        name = body["metadata"]["name"]
        labels = {**spec["inheritedMetadata"]["labels"], "cnpg.io/cluster": name}
        ports = {"postgresql": 5432, "metrics": 9187, "status": 8000}
        listed = [{"name": key, "containerPort": number} for key, number in ports.items()]
        yield Template(body, labels, {"containers": [{"name": "postgres", "ports": listed}]})
    for job in _jobs(body["kind"], spec):
        template = job.get("template") or {}
        if "containers" in (template.get("spec") or {}):
            labels = template["metadata"]["labels"]
            if body["kind"] == "StatefulSet":  # its controller labels each pod with its name
                first = f"{body['metadata']['name']}-0"
                labels = {**labels, "statefulset.kubernetes.io/pod-name": first}
            yield Template(body, labels, template["spec"])


def _jobs(kind: str, spec: Body) -> Sequence[Body]:
    if kind == "CronJob":
        return [spec["jobTemplate"]["spec"]]
    if kind == "AnalysisTemplate":
        providers = [metric["provider"] for metric in spec["metrics"]]
        return [provider["job"]["spec"] for provider in providers if "job" in provider]
    return [spec]


def network(region: Region) -> Network:
    """The region's policies and namespaces, those that every cluster has included."""
    labels = {name: {NAMESPACE_LABEL: name} for name in ("default", "kube-system", "argocd")}
    for body in region.of("Namespace"):
        name = body["metadata"]["name"]
        labels[name] = {**body["metadata"]["labels"], NAMESPACE_LABEL: name}
    return Network(region.of("NetworkPolicy"), labels)


def pods(region: Region, charts: Sequence[Pod], pod_ranges: Sequence[str]) -> tuple[Pod, ...]:
    """One pod of each template and of each chart, with addresses of its own."""
    rendered = [
        Pod(found.namespace, found.name, found.labels, found.ports) for found in region.templates
    ]
    return tuple(
        Pod(pod.namespace, pod.name, pod.labels, pod.ports, tuple(_nth(pod_ranges, number)))
        for number, pod in enumerate((*rendered, *charts), start=1)
    )


def _nth(ranges: Sequence[str], number: int) -> Iterator[str]:
    for cidr in ranges:
        yield str(ip_network(cidr)[number])


def inputs(path: Path) -> Any:
    """What people wrote: the spec of an input file."""
    return yaml.load(path.read_bytes(), Loader=LOADER)["spec"]
