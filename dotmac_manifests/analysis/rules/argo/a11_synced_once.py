"""Every file is brought by one Application, whose project allows all that is in it.

Why: a file that no Application brings is a promise that holds in Git only; two that bring the same
object take turns. An object that the project refuses is not applied, and a quota or policy that is
not applied bounds nobody.

Reads: the folders of the Applications (path, recurse, include, exclude) and the files that were
read. Judged once an Application brings any of them; the file `root.yaml` beside the folders is
applied by hand. For each object: its Application's project allows group, kind, name and namespace.

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
      source: {repoURL: https://git.example.com/a.git, path: "."}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/directory/; https://argo-cd.readthedocs.io/en/stable/operator-manual/cluster-bootstrapping/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import (
    Folder,
    allows,
    applications,
    paths,
    project_of,
    sources,
)
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.sources import CLUSTER_MARK


def check(facts: Facts) -> Iterator[Broken]:
    """Files of nobody or of two, and objects that a project refuses."""
    folders: dict[str, list[tuple[Folder, Manifest]]] = defaultdict(list)
    for application in applications(facts):
        for source in sources(application):
            folder = Folder.of(source)
            if folder is not None:
                folders[folder.path].append((folder, application))
            elif "path" in source:
                message = f"Application {application.ref.name} cannot be judged: a tool renders it"
                yield Broken(application, message, "bring plain manifests", ("spec", "source"))
    every = [folder for found in folders.values() for folder, _ in found]
    bringing: dict[str, list[Manifest]] = {}
    used = set()
    for file, path in paths(facts, every).items():
        bringing[file] = []
        for above in _above(path):
            for folder, application in folders.get(above, ()):
                if folder.covers(path):
                    bringing[file].append(application)
                    used.add(application.ref.name)
    if not used:
        return
    yield from _files(facts, bringing)
    for found in folders.values():
        for folder, application in found:
            if application.ref.name not in used:
                message = f"Application {application.ref.name} finds nothing in {folder.path}"
                yield Broken(application, message, "correct its path", ("spec", "source"))


def _files(facts: Facts, bringing: dict[str, list[Manifest]]) -> Iterator[Broken]:
    told = set()
    for manifest in facts.manifests:
        found = bringing[manifest.file]
        by_hand = manifest.file == f"{facts.cluster}/{CLUSTER_MARK}"
        if len(found) != 1 and not by_hand and manifest.file not in told:
            told.add(manifest.file)
            names = " and ".join(sorted(one.ref.name for one in found))
            message = f"this file is brought by {names or 'no Application'}"
            yield Broken(manifest, message, "let exactly one Application bring it")
        for application in found:
            project = project_of(facts, application)
            if project is not None and not allows(project, manifest):
                message = (
                    f"{manifest.ref.kind} {manifest.ref.name} is refused by project"
                    f" {project.ref.name} of Application {application.ref.name}"
                )
                yield Broken(manifest, message, "allow its kind and namespace, or move it")


def _above(path: str) -> Iterator[str]:
    """Every folder that a file is in, the repository itself as `.`."""
    parts = path.split("/")[:-1]
    yield "."
    for end in range(1, len(parts) + 1):
        yield "/".join(parts[:end])


RULE = Rule("A11", "synced-once", Severity.HIGH, check)
