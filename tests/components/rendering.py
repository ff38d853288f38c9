"""Builds components outside any composition, and finds what they made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dotmac_manifests.analysis.schema import validate
from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.plan.model import TenantPlan
from dotmac_manifests.plan.sizes import stopped

Body = dict[str, Any]
MINORS = ("1.34", "1.35", "1.36", "1.37")


def render(*fill: Callable[[ManifestFile], Any]) -> list[Body]:
    """The bodies that ``fill`` puts into one file; no two of them are the same object, and every
    Kubernetes minor of the fleet takes each."""
    file = ManifestFile(App(), "region/file.yaml")
    for part in fill:
        part(file)
    names = [(body["kind"], *_place(body)) for body in file.bodies]
    assert len(names) == len(set(names))
    for body in file.bodies:
        for minor in MINORS:
            assert validate(body, kubernetes_minor=minor) == [], body["metadata"]["name"]
    return file.bodies


def find(bodies: list[Body], kind: str, name: str) -> Body:
    """The only object of that kind and name."""
    (found,) = [
        body for body in bodies if body["kind"] == kind and body["metadata"]["name"] == name
    ]
    return found


def kinds(bodies: list[Body]) -> set[str]:
    """Kinds of the bodies."""
    return {body["kind"] for body in bodies}


def pod(body: Body) -> Body:
    """Pod spec of a workload, job or cron job."""
    spec = body["spec"]
    spec = spec["jobTemplate"]["spec"] if "jobTemplate" in spec else spec
    found: Body = spec["template"]["spec"]
    return found


def suspended(plan: TenantPlan) -> TenantPlan:
    """The same tenant, suspended."""
    lifecycle = plan.spec.lifecycle.model_copy(update={"state": "suspended"})
    return replace(
        plan,
        mode="paused",
        spec=plan.spec.model_copy(update={"lifecycle": lifecycle}),
        sizes={name: stopped(size) for name, size in plan.sizes.items()},
    )


def _place(body: Body) -> tuple[str, str]:
    metadata = body["metadata"]
    return metadata.get("namespace", ""), metadata["name"]
