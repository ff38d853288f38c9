"""Projects list the kinds that their applications may write.

Why: with a whitelist missing, every namespaced kind may be written; with `*` in the other, every
cluster-wide one. What bounds a tenant must not be in reach of the application that brings its
workloads: a quota that an image's pull request can raise bounds nothing.

Reads: every AppProject: both whitelists, group and kind without globs, Namespaces by exact name.
Tenants' `tenant-<name>` have nothing cluster-wide and neither quotas, limit ranges, network
policies, roles, bindings, endpoints nor Argo CD's own objects.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      clusterResourceWhitelist:
        - {group: "*", kind: "*"}

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      clusterResourceWhitelist: []
      namespaceResourceWhitelist:
        - {group: apps, kind: Deployment}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/projects/; CVE-2021-25740;
OWASP K8s Top Ten 2025 K02
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import GLOB, projects, workloads_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule

CLUSTER, NAMESPACED = "clusterResourceWhitelist", "namespaceResourceWhitelist"
GUARDS = frozenset(
    {
        "AppProject",
        "Application",
        "ApplicationSet",
        "EndpointSlice",
        "Endpoints",
        "LimitRange",
        "NetworkPolicy",
        "ResourceQuota",
        "Role",
        "RoleBinding",
        "Secret",
    }
)


def check(facts: Facts) -> Iterator[Broken]:
    """Projects that let in kinds nobody thought of."""
    for project in projects(facts):
        spec = mapping(project.body, "spec")
        if not isinstance(spec.get(NAMESPACED), list):
            message = f"AppProject {project.ref.name} allows every namespaced kind"
            yield Broken(project, message, f"list kinds in {NAMESPACED}", ("spec",))
        for field in (CLUSTER, NAMESPACED):
            for index, entry in enumerate(items(spec, field)):
                found, path = mapping(entry), ("spec", field, index)
                group, kind = str(found.get("group", "*")), str(found.get("kind", "*"))
                name = str(found.get("name") or "*")
                if GLOB.search(group + kind):
                    message = f"AppProject {project.ref.name} allows {kind} of {group or 'core'}"
                    yield Broken(project, message, "name group and kind", path)
                elif field == CLUSTER and kind == "Namespace" and GLOB.search(name):
                    message = f"AppProject {project.ref.name} writes Namespaces called {name}"
                    yield Broken(project, message, "name the one Namespace", path)
        if workloads_of(facts, project):
            yield from _tenant(project)


def _tenant(project: Manifest) -> Iterator[Broken]:
    spec = mapping(project.body, "spec")
    if items(spec, CLUSTER):
        message = (
            f"AppProject {project.ref.name} lets a tenant's workloads bring cluster-wide kinds"
        )
        yield Broken(project, message, "empty it", ("spec", CLUSTER))
    for index, entry in enumerate(items(spec, NAMESPACED)):
        kind = str(mapping(entry).get("kind"))
        if kind in GUARDS:
            message = f"AppProject {project.ref.name} lets a tenant's workloads bring {kind}"
            remedy = "leave it to the project of what bounds the tenant"
            yield Broken(project, message, remedy, ("spec", NAMESPACED, index))


RULE = Rule("A02", "listed-kinds", Severity.CRITICAL, check)
