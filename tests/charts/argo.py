"""Rendered files as Argo CD reads them: what an application syncs, what a project allows.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/directory/ (include and exclude are
globs over the path below the application's folder, in which `*` also matches `/`) and
https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import Any

from dotmac_manifests.charts.region import region_parts
from dotmac_manifests.charts.tenant import tenant_charts
from dotmac_manifests.components.cdk import App
from tests.fleet import seed_plan

Body = dict[str, Any]
REGIONS = tuple(seed_plan().regions)
CLUSTER_SCOPED = frozenset(
    {
        "ClusterIssuer",
        "ClusterRole",
        "ClusterRoleBinding",
        "FlowSchema",
        "GatewayClass",
        "IngressClass",
        "Namespace",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "VolumeSnapshotClass",
    }
)


@cache
def files(region: str) -> Mapping[str, tuple[Body, ...]]:
    """Objects of every file that is written for a region, by the path below it."""
    plan = seed_plan()
    found: dict[str, tuple[Body, ...]] = {}
    control_plane = plan.control_planes.get(region)
    charts = [build for _, build in region_parts(plan.regions[region], control_plane)]
    charts += [partial(tenant_charts, tenant) for tenant in plan.tenants_of(region)]
    for build in charts:
        for chart in build(App()):
            if chart.bodies:
                found[chart.path.removeprefix(f"{region}/")] = tuple(chart.bodies)
    return found


def objects(region: str, kind: str) -> dict[str, Body]:
    """Argo CD's own objects of one kind, by name."""
    return {
        body["metadata"]["name"]: body
        for path, bodies in files(region).items()
        if path.startswith("argocd/") or path == "root.yaml"
        for body in bodies
        if body["kind"] == kind
    }


def pattern(glob: str) -> re.Pattern[str]:
    """A glob with `*`, `?` and `{one,other}`, none of which minds a slash."""
    parts = {"*": ".*", "?": ".", "{": "(?:", "}": ")", ",": "|"}
    return re.compile("".join(parts.get(char, re.escape(char)) for char in glob))


@dataclass(frozen=True)
class Folder:
    """The source of an application that is a folder of the repository."""

    path: str
    recurse: bool
    include: str | None
    exclude: str | None

    @classmethod
    def of(cls, application: Body, region: str) -> Folder | None:
        """The folder below the region; None for a chart."""
        source = application["spec"]["source"]
        if "path" not in source:
            return None
        prefix = f"{seed_plan().platform.git.path}/{region}/"
        assert source["path"].startswith(prefix)
        directory = source["directory"]
        return cls(
            source["path"].removeprefix(prefix),
            directory["recurse"],
            directory.get("include"),
            directory.get("exclude"),
        )

    def covers(self, path: str) -> bool:
        """Whether a file is one of its manifests."""
        if not path.startswith(f"{self.path}/"):
            return False
        inner = path.removeprefix(f"{self.path}/")
        if not self.recurse and "/" in inner:
            return False
        if self.exclude is not None and pattern(self.exclude).fullmatch(inner):
            return False
        return self.include is None or bool(pattern(self.include).fullmatch(inner))


def group(body: Body) -> str:
    """API group of an object."""
    return str(body["apiVersion"]).rpartition("/")[0]


def allows(project: Body, body: Body) -> bool:
    """Whether a project lets an application write an object."""
    spec, name = project["spec"], body["metadata"]["name"]
    if body["kind"] in CLUSTER_SCOPED:
        return any(
            entry["group"] == group(body)
            and entry["kind"] == body["kind"]
            and fnmatchcase(name, entry.get("name", "*"))
            for entry in spec["clusterResourceWhitelist"]
        )
    kinds = {(entry["group"], entry["kind"]) for entry in spec["namespaceResourceWhitelist"]}
    namespaces = {entry["namespace"] for entry in spec["destinations"]}
    return (group(body), body["kind"]) in kinds and body["metadata"]["namespace"] in namespaces


def synced(region: str) -> Iterator[tuple[Body, str, Body]]:
    """Application, path and object, for every object that an application syncs."""
    folders = [(Folder.of(body, region), body) for body in objects(region, "Application").values()]
    for path, bodies in files(region).items():
        for folder, application in folders:
            if folder is not None and folder.covers(path):
                for body in bodies:
                    yield application, path, body


def wave(body: Body) -> int:
    """Sync wave."""
    return int(body["metadata"]["annotations"].get("argocd.argoproj.io/sync-wave", "0"))


def names(bodies: Iterable[Body]) -> set[str]:
    """Names of objects."""
    return {body["metadata"]["name"] for body in bodies}
