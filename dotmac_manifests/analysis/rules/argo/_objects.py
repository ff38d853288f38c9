"""Argo CD's own objects, and which files an application brings.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/directory/ (include and exclude are
globs over the path below the folder, in which `*` also matches `/`) and
https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.cluster_kinds import CLUSTER_KINDS

GROUP = "argoproj.io"
GLOB = re.compile(r"[*?\[\]{}!]")
"""What makes a field of a project mean more than it says."""
IN_CLUSTER = "https://kubernetes.default.svc"


def projects(facts: Facts) -> tuple[Manifest, ...]:
    """Every AppProject."""
    return facts.kind("AppProject", GROUP)


def applications(facts: Facts) -> tuple[Manifest, ...]:
    """Every Application."""
    return facts.kind("Application", GROUP)


def project_of(facts: Facts, application: Manifest) -> Manifest | None:
    """The project of an application, if it was read."""
    name = mapping(application.body, "spec").get("project")
    return facts.find("AppProject", application.ref.namespace, str(name))


def sources(application: Manifest) -> Iterator[Body]:
    """Where an application takes its manifests from."""
    spec = mapping(application.body, "spec")
    if "source" in spec:
        yield mapping(spec, "source")
    for source in items(spec, "sources"):
        yield mapping(source)


def workloads_of(facts: Facts, project: Manifest) -> str:
    """The tenant whose workloads a project bounds; empty for any other project."""
    name = project.ref.name.removeprefix(facts.site.tenant_namespace_prefix)
    known = any(tenant.name == name for tenant in facts.tenants)
    return name if known and name != project.ref.name else ""


def setting(facts: Facts, name: str) -> Manifest | None:
    """One of Argo CD's ConfigMaps."""
    return facts.find("ConfigMap", facts.site.gitops_namespace, name)


@cache
def pattern(glob: str) -> re.Pattern[str]:
    """A glob with `*`, `?` and `{one,other}`, none of which minds a slash."""
    parts = {"*": ".*", "?": ".", "{": "(?:", "}": ")", ",": "|"}
    return re.compile("".join(parts.get(char, re.escape(char)) for char in glob))


@dataclass(frozen=True)
class Folder:
    """A folder of a repository from which an application takes plain manifests."""

    path: str
    recurse: bool
    include: str
    exclude: str

    @classmethod
    def of(cls, source: Body) -> Folder | None:
        """The folder of a source; None for a chart, or what a tool makes of a folder."""
        if "path" not in source or {"chart", "kustomize", "plugin"} & source.keys():
            return None
        directory = mapping(source, "directory")
        return cls(
            str(source["path"]).strip("/"),
            directory.get("recurse") is True,
            str(directory.get("include") or ""),
            str(directory.get("exclude") or ""),
        )

    def covers(self, path: str) -> bool:
        """Whether a file, by its path in the repository, is one of its manifests."""
        inner = path
        if self.path not in ("", "."):
            if not path.startswith(f"{self.path}/"):
                return False
            inner = path.removeprefix(f"{self.path}/")
        if not self.recurse and "/" in inner:
            return False
        if self.exclude and pattern(self.exclude).fullmatch(inner):
            return False
        return not self.include or bool(pattern(self.include).fullmatch(inner))


def paths(facts: Facts, folders: list[Folder]) -> dict[str, str]:
    """File to its path in the repository; the folders say how deep the cluster's folder is."""
    cluster = [part for part in facts.cluster.split("/") if part]
    depth = 0
    for folder in folders:
        parts = folder.path.split("/")
        for length in range(min(len(parts), len(cluster)), depth, -1):
            if cluster[-length:] == parts[:length]:
                depth = length
                break
    root = "/".join(cluster[: len(cluster) - depth])
    start = f"/{root}/" if facts.cluster.startswith("/") and root else f"{root}/" if root else ""
    files = {manifest.file for manifest in facts.manifests}
    return {file: file.removeprefix(start).lstrip("/") for file in files}


def allows(project: Manifest, manifest: Manifest) -> bool:
    """Whether a project lets its applications write an object."""
    spec: Any = mapping(project.body, "spec")
    group, kind = manifest.ref.group, manifest.ref.kind
    if not manifest.ref.namespace and kind in CLUSTER_KINDS:
        return any(
            _matches(entry, group, kind)
            and pattern(str(mapping(entry).get("name") or "*")).fullmatch(manifest.ref.name)
            for entry in items(spec, "clusterResourceWhitelist")
        )
    if any(_matches(entry, group, kind) for entry in items(spec, "namespaceResourceBlacklist")):
        return False
    allowed = spec.get("namespaceResourceWhitelist")
    if allowed is not None and not any(_matches(one, group, kind) for one in items(allowed)):
        return False
    return any(
        pattern(str(mapping(one).get("namespace"))).fullmatch(manifest.ref.namespace)
        for one in items(spec, "destinations")
    )


def _matches(entry: Any, group: str, kind: str) -> bool:
    found = mapping(entry)
    return bool(
        pattern(str(found.get("group", ""))).fullmatch(group)
        and pattern(str(found.get("kind", ""))).fullmatch(kind)
    )
