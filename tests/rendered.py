"""Builds constructs into one file and finds objects in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dotmac_manifests.analysis.schema import validate
from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.resource import ManifestFile

Body = dict[str, Any]
MINORS = ("1.34", "1.35", "1.36", "1.37")


def rendered(fill: Callable[[ManifestFile], object]) -> list[Body]:
    """Objects that ``fill`` puts into a file, in the order in which they were made."""
    file = ManifestFile(App(), "region/part/file.yaml")
    fill(file)
    return file.bodies


def one(bodies: Iterable[Body], kind: str, name: str | None = None) -> Body:
    """The only object of a kind, or the one of that name."""
    (found,) = (
        body for body in bodies if body["kind"] == kind and name in (None, body["metadata"]["name"])
    )
    return found


def names(bodies: Iterable[Body], kind: str) -> list[str]:
    """Names of the objects of a kind, sorted."""
    return sorted(body["metadata"]["name"] for body in bodies if body["kind"] == kind)


def faults(bodies: Iterable[Body], minors: Iterable[str] = MINORS) -> list[str]:
    """What does not fit the schemas of Kubernetes and of the custom resources."""
    return [
        f"{minor} {body['kind']} {body['metadata']['name']}: {error}"
        for minor in minors
        for body in bodies
        for error in validate(body, kubernetes_minor=minor)
    ]


def pods_of(bodies: Iterable[Body]) -> list[Body]:
    """Pod specs of all workloads, jobs and analyses among the objects."""
    found = []
    for body in bodies:
        spec = body.get("spec") or {}
        if body["kind"] == "AnalysisTemplate":
            spec = spec["metrics"][0]["provider"].get("job", {}).get("spec", {})
        if body["kind"] == "CronJob":
            spec = spec["jobTemplate"]["spec"]
        if "containers" in (pod := (spec.get("template") or {}).get("spec") or {}):
            found.append(pod)
    return found
