"""Every file is brought by one Application, whose project allows all that is in it.

Why: a file that no Application brings is a promise that holds in Git only; two that bring the same
object take turns. An object that the project refuses is not applied, and a quota or policy that is
not applied bounds nobody.

Reads: the folders of the Applications (path, recurse, include, exclude, in Argo CD's own language
of patterns) and the files that were read. Judged of a folder that holds `root.yaml`, which is
applied by hand, and else once an Application brings any of the files; an Application whose folder
does not exist, or holds nothing that it takes, is one mistake, and an object in two files another.
For each object: its Application's project allows group, kind, name and namespace.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      destinations: [{server: https://kubernetes.default.svc, namespace: argocd}]
      namespaceResourceWhitelist: [{group: argoproj.io, kind: Application}]
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      project: apps
      destination: {server: https://kubernetes.default.svc, namespace: argocd}
      source: {repoURL: https://git.example.com/a.git, path: "."}

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      destinations: [{server: https://kubernetes.default.svc, namespace: argocd}]
      namespaceResourceWhitelist:
        - {group: argoproj.io, kind: Application}
        - {group: argoproj.io, kind: AppProject}
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      project: apps
      destination: {server: https://kubernetes.default.svc, namespace: argocd}
      source: {repoURL: https://git.example.com/a.git, path: "."}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/directory/; https://argo-cd.readthedocs.io/en/stable/operator-manual/cluster-bootstrapping/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dotmac_manifests.analysis.applications import Folder
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import applications, project_of, sources
from dotmac_manifests.analysis.rules.argo._projects import KindLists, Permissions
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.sources import CLUSTER_MARK


def check(facts: Facts) -> Iterator[Broken]:
    """Files of nobody or of two, and objects that a project refuses."""
    for application in applications(facts):
        for source in sources(application):
            if "path" in source and Folder.of(source) is None:
                message = f"Application {application.ref.name} cannot be judged: a tool renders it"
                yield Broken(application, message, "bring plain manifests", ("spec", "source"))
    bringing = facts.applications.bringing
    if not any(bringing.values()) and not (facts.cluster and facts.applications.folders):
        return
    yield from _empty(facts)
    yield from _files(facts)
    yield from _doubles(facts)
    lists = KindLists()
    allowed: dict[Manifest, Permissions | None] = {}
    for manifest in facts.manifests:
        for application in bringing[manifest.file]:
            if application not in allowed:
                project = project_of(facts, application)
                allowed[application] = Permissions(project, lists) if project else None
            permissions = allowed[application]
            if permissions is not None and not permissions.allow(application, manifest):
                project = project_of(facts, application)
                message = (
                    f"{manifest.ref.kind} {manifest.ref.name} is refused by project"
                    f" {project.ref.name if project else ''} of Application {application.ref.name}"
                )
                yield Broken(manifest, message, "allow its kind and namespace, or move it")


def _empty(facts: Facts) -> Iterator[Broken]:
    """Folders out of which nothing comes: Argo CD cannot even compare what does not exist."""
    paths = facts.applications.paths.values()
    known = {folder for path in paths for folder in _above(path)}
    bringing = {
        id(application) for found in facts.applications.bringing.values() for application in found
    }
    for folder, application in facts.applications.folders:
        place = folder.path or "the repository's own folder"
        if folder.path not in known:
            message = f"Application {application.ref.name} leads to {place}, which does not exist"
            yield Broken(application, message, "correct its path", ("spec", "source", "path"))
        elif id(application) not in bringing:
            message = f"Application {application.ref.name} finds nothing in {place}"
            yield Broken(application, message, "correct its patterns", ("spec", "source"))


def _files(facts: Facts) -> Iterator[Broken]:
    told = {f"{facts.cluster}/{CLUSTER_MARK}"}
    for manifest in facts.manifests:
        found = facts.applications.bringing[manifest.file]
        if manifest.file not in told and len(found) != 1:
            names = " and ".join(sorted(one.ref.name for one in found))
            message = f"this file is brought by {names or 'no Application'}"
            yield Broken(manifest, message, "let exactly one Application bring it")
        told.add(manifest.file)


def _doubles(facts: Facts) -> Iterator[Broken]:
    """Objects that two files hold, so that their Applications take turns."""
    places: dict[tuple[str, str, str, str], list[Manifest]] = defaultdict(list)
    for manifest in facts.manifests:
        ref = manifest.ref
        places[ref.group, ref.kind, ref.namespace, ref.name].append(manifest)
    for first, *others in places.values():
        for other in others:
            message = f"{other.ref.kind} {other.ref.name} is in {first.file} too"
            yield Broken(other, message, "keep one of the two")


def _above(path: str) -> Iterator[str]:
    """Every folder that a file is in, the repository itself as the empty path."""
    parts = path.split("/")[:-1]
    for end in range(len(parts) + 1):
        yield "/".join(parts[:end])


RULE = Rule("A11", "synced-once", Severity.HIGH, check)
