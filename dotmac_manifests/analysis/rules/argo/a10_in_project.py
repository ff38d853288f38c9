"""Every Application stands inside its project.

Why: one that does not is refused by Argo CD and silently stays as it was, or is let in by a project
that somebody makes later with the missing name.

Reads: for every Application its project, which is rendered, and whether its repositories and its
destination are among the project's. An Application into a tenant's namespace is in a project of
that tenant.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      project: apps
      destination: {server: https://kubernetes.default.svc, namespace: app}
      source: {repoURL: https://git.example.com/a.git, path: app}

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      sourceRepos: ["https://git.example.com/a.git"]
      destinations:
        - {server: https://kubernetes.default.svc, namespace: app}
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      project: apps
      destination: {server: https://kubernetes.default.svc, namespace: app}
      source: {repoURL: https://git.example.com/a.git, path: app}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.argo._objects import applications, project_of, sources
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Applications outside their project, or in another tenant's."""
    for application in applications(facts):
        name, spec = application.ref.name, mapping(application.body, "spec")
        project = project_of(facts, application)
        if project is None:
            message = f"Application {name} is in project {spec.get('project')}, not rendered"
            yield Broken(application, message, "render its AppProject", ("spec", "project"))
            continue
        bounds = mapping(project.body, "spec")
        for source in sources(application):
            if source.get("repoURL") not in items(bounds, "sourceRepos"):
                message = (
                    f"Application {name} comes from {source.get('repoURL')}, which its project"
                )
                remedy = "name it in sourceRepos, or use another"
                yield Broken(application, f"{message} does not allow", remedy, ("spec", "source"))
        destination = dict(mapping(spec, "destination"))
        if destination not in [dict(mapping(one)) for one in items(bounds, "destinations")]:
            message = f"Application {name} leads where its project does not"
            remedy = "name its destination in the project, word for word"
            yield Broken(application, message, remedy, ("spec", "destination"))
        tenant = facts.owners.get(str(destination.get("namespace")))
        if tenant:
            own = f"{facts.site.tenant_namespace_prefix}{tenant}"
            if project.ref.name not in (own, f"{own}-base"):
                message = f"Application {name} of project {project.ref.name} writes for {tenant}"
                yield Broken(application, message, f"put it into {own}", ("spec", "project"))


RULE = Rule("A10", "in-project", Severity.HIGH, check)
