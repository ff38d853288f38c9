"""Every manifest of the fleet and of the fixture tenants, rendered once and read back as YAML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import yaml

from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.unit import units
from dotmac_manifests.plan.model import FleetPlan, TenantPlan
from dotmac_manifests.plan.names import PLATFORM_NAMESPACE, SHARED_NAMESPACE
from tests.fleet import fixture_plan, seed_plan

Body = dict[str, Any]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Manifest(NamedTuple):
    """One object, and the file below `dist/` that holds it."""

    path: str
    body: Body

    @property
    def kind(self) -> str:
        """Its kind."""
        return str(self.body["kind"])

    @property
    def name(self) -> str:
        """Its kind and name, for messages."""
        return f"{self.path}: {self.kind} {self.body['metadata']['name']}"

    @property
    def annotations(self) -> Mapping[str, str]:
        """Its annotations."""
        found: Mapping[str, str] = self.body["metadata"].get("annotations", {})
        return found


class Pods(NamedTuple):
    """A pod template and the object that makes pods of it."""

    owner: Manifest
    labels: Mapping[str, str]
    spec: Body

    @property
    def containers(self) -> list[Body]:
        """All its containers, those that prepare it first."""
        return [*self.spec.get("initContainers", ()), *self.spec["containers"]]


@cache
def fleet() -> tuple[Manifest, ...]:
    """All objects of the repository's own inputs."""
    return tuple(_manifests(seed_plan()))


@cache
def shapes() -> tuple[Manifest, ...]:
    """All objects of the fixture tenants: one of each shape that a tenant can have."""
    plan = fixture_plan()
    return tuple(found for found in _manifests(plan) if _slug(found.path) in plan.tenants)


def everything() -> tuple[Manifest, ...]:
    """Both."""
    return fleet() + shapes()


@cache
def tenants() -> tuple[Manifest, ...]:
    """What stands in the folders of tenants, of both."""
    return tuple(found for found in everything() if _slug(found.path) is not None)


@cache
def namespaces() -> Mapping[tuple[str, str], tuple[Manifest, ...]]:
    """Region and namespace to what is in it; the fixture tenants have namespaces of their own."""
    found: dict[tuple[str, str], list[Manifest]] = defaultdict(list)
    for manifest in fleet():
        found[_place(manifest)].append(manifest)
    for manifest in shapes():
        if "tenant-shape" in _place(manifest)[1]:
            found[_place(manifest)].append(manifest)
    return {place: tuple(manifests) for place, manifests in found.items()}


def tenant_places() -> tuple[tuple[str, str], ...]:
    """Region and namespace of every tenant and every VPN: from the plans, without rendering."""
    plans = _homes()
    own = [(plan.region.name, plan.namespace) for plan in plans]
    vpns = [(plan.region.name, plan.vpn_namespace) for plan in plans if plan.vpn_namespace]
    return (*own, *vpns)


def places() -> tuple[tuple[str, str], ...]:
    """Region and namespace of everything that runs workloads of ours."""
    shared = [(region, SHARED_NAMESPACE) for region in seed_plan().regions]
    control = [(region, PLATFORM_NAMESPACE) for region in seed_plan().control_planes]
    return (*shared, *control, *tenant_places())


def tenant_folders() -> tuple[str, ...]:
    """Folder of every tenant, below `dist/`."""
    plans = _homes()
    return tuple(f"{plan.region.name}/tenants/{plan.slug}" for plan in plans)


def _homes() -> tuple[TenantPlan, ...]:
    """Every tenant in every region where it has something."""
    both = (seed_plan(), fixture_plan())
    return tuple(
        found for plan in both for found in (*plan.tenants.values(), *plan.moving.values())
    )


@cache
def all_pods() -> tuple[Pods, ...]:
    """All pod templates, those of jobs and of analyses included."""
    return tuple(pods for manifest in everything() for pods in pods_of(manifest))


def pods_of(manifest: Manifest) -> Iterator[Pods]:
    """The pod templates of one object."""
    spec = manifest.body.get("spec") or {}
    if manifest.kind == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    owners = [spec]
    if manifest.kind == "AnalysisTemplate":
        jobs = (metric["provider"].get("job", {}) for metric in spec["metrics"])
        owners = [job["spec"] for job in jobs if job]
    for owner in owners:
        template = owner.get("template") or {}
        if "containers" in template.get("spec", {}):
            yield Pods(manifest, template["metadata"]["labels"], template["spec"])


def _manifests(plan: FleetPlan) -> Iterator[Manifest]:
    for unit in units(plan):
        for path, text in render(unit).files.items():
            if path.endswith(".yaml"):
                for body in yaml.load_all(text, LOADER):
                    yield Manifest(path, body)


def _slug(path: str) -> str | None:
    """The tenant that a file belongs to."""
    parts = path.split("/")
    return parts[2] if parts[1] == "tenants" else None


def _place(manifest: Manifest) -> tuple[str, str]:
    meta = manifest.body["metadata"]
    return manifest.path.split("/")[0], meta.get("namespace", "")
