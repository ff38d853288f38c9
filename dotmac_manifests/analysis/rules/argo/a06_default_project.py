"""The project `default` allows nothing, and no project inherits.

Why: `default` comes with Argo CD and allows everything; an Application that forgets its project is
in it. Global projects hand their destinations and repositories to every project that they match.

Reads: AppProject default, which must be rendered as soon as there are Applications: no repository,
destination or kind. Applications that are in it, or say no project. `globalProjects` in ConfigMap
argocd-cm.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: default, namespace: argocd}
    spec:
      sourceRepos: ["*"]

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: default, namespace: argocd}
    spec:
      sourceRepos: []
      destinations: []
      clusterResourceWhitelist: []
      namespaceResourceBlacklist:
        - {group: "*", kind: "*"}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/projects/#the-default-project
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.argo._objects import applications, setting
from dotmac_manifests.analysis.rules.rule import Broken, Rule

NAME = "default"
EMPTY = (
    "clusterResourceWhitelist",
    "destinationServiceAccounts",
    "destinations",
    "namespaceResourceWhitelist",
    "roles",
    "sourceNamespaces",
    "sourceRepos",
)


def check(facts: Facts) -> Iterator[Broken]:
    """What an application gets without asking."""
    found = applications(facts)
    default = facts.find("AppProject", facts.site.gitops_namespace, NAME)
    if default is None and found:
        message = "AppProject default, as Argo CD makes it, allows everything"
        yield Broken(found[0], message, "render it empty")
    if default is not None:
        spec = mapping(default.body, "spec")
        for field in EMPTY:
            if spec.get(field) not in (None, []):
                message = f"AppProject default has {field}"
                yield Broken(default, message, "empty it", ("spec", field))
        refused = [dict(mapping(one)) for one in items(spec, "namespaceResourceBlacklist")]
        if {"group": "*", "kind": "*"} not in refused:
            message = "AppProject default does not refuse every kind"
            remedy = "put */* into namespaceResourceBlacklist"
            yield Broken(default, message, remedy, ("spec",))
    for application in found:
        if mapping(application.body, "spec").get("project") in (None, "", NAME):
            message = f"Application {application.ref.name} is in the project default"
            yield Broken(application, message, "name its project", ("spec", "project"))
    config = setting(facts, "argocd-cm")
    if config and mapping(config.body, "data").get("globalProjects"):
        message = "projects inherit from globalProjects"
        yield Broken(config, message, "remove it", ("data", "globalProjects"))


RULE = Rule("A06", "default-project", Severity.HIGH, check)
