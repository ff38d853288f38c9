"""Projects name repositories, clusters and namespaces exactly; a tenant's names only its own.

Why: a project is what keeps one application out of another's namespace. `tenant-fast*` also means
tenant-fast-fiber, `*` means everything, and a destination by name is whatever the cluster is called
tomorrow.

Reads: every AppProject: `sourceRepos` and `destinations` without globs, destinations with server
and namespace; repositories from the site's `repositories` if it has any. The project
`tenant-<name>` leads into that tenant's namespaces alone, and each tenant that has Applications'
namespaces read with it has such a project.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: tenant-acme, namespace: argocd}
    spec:
      sourceRepos: ["*"]
      destinations:
        - {server: https://kubernetes.default.svc, namespace: tenant-acme*}

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: tenant-acme, namespace: argocd}
    spec:
      sourceRepos: ["https://git.example.com/manifests.git"]
      destinations:
        - {server: https://kubernetes.default.svc, namespace: tenant-acme}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/projects/; K8S-MT
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import GLOB, projects, workloads_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Projects that mean more than they say."""
    found = projects(facts)
    for project in found:
        yield from _sources(facts, project)
        yield from _destinations(facts, project)
    if found:
        names = {project.ref.name for project in found}
        for tenant in facts.tenants:
            wanted = f"{facts.site.tenant_namespace_prefix}{tenant.name}"
            if wanted not in names:
                message = f"no AppProject bounds what tenant {tenant.name}'s applications write"
                anchor = facts.anchor(tenant.namespaces[0])
                yield Broken(anchor, message, f"render AppProject {wanted}")


def _sources(facts: Facts, project: Manifest) -> Iterator[Broken]:
    known = facts.site.repositories
    for index, source in enumerate(items(project.body, "spec", "sourceRepos")):
        path = ("spec", "sourceRepos", index)
        if GLOB.search(str(source)):
            message = f"AppProject {project.ref.name} takes manifests from {source}"
            yield Broken(project, message, "name one repository", path)
        elif known and source not in known:
            message = (
                f"AppProject {project.ref.name} takes manifests from {source}, not on the list"
            )
            yield Broken(project, message, "use one of the site's repositories", path)


def _destinations(facts: Facts, project: Manifest) -> Iterator[Broken]:
    tenant = workloads_of(facts, project)
    for index, one in enumerate(items(project.body, "spec", "destinations")):
        path = ("spec", "destinations", index)
        server, space = mapping(one).get("server"), mapping(one).get("namespace")
        if not server or not space or mapping(one).get("name"):
            message = f"a destination of AppProject {project.ref.name} is not exact"
            yield Broken(project, message, "give server and namespace, and no name", path)
        elif GLOB.search(f"{server}{space}"):
            message = f"AppProject {project.ref.name} leads to {space} at {server}"
            yield Broken(project, message, "name one namespace of one cluster", path)
        elif tenant and facts.owners.get(str(space)) != tenant:
            message = f"AppProject {project.ref.name} leads into {space}, which is not {tenant}'s"
            yield Broken(project, message, "name the tenant's own namespaces", path)


RULE = Rule("A01", "exact-projects", Severity.CRITICAL, check)
