"""Applications live in Argo CD's own namespace, and in no other.

Why: whoever writes an Application outside it chooses what is deployed with Argo CD's rights; the
project is all that is left between a tenant and the cluster.

Reads: namespaces of every Application, ApplicationSet and AppProject; `sourceNamespaces` of every
AppProject; `application.namespaces` and `applicationsetcontroller.namespaces` in ConfigMap
argocd-cmd-params-cm, which must be there as soon as there are Applications.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      sourceNamespaces: [tenant-acme]

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      sourceNamespaces: []

Source: ARGO https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.argo._objects import GROUP, applications, projects, setting
from dotmac_manifests.analysis.rules.rule import Broken, Rule

SETTINGS = "argocd-cmd-params-cm"
KEYS = ("application.namespaces", "applicationsetcontroller.namespaces")


def check(facts: Facts) -> Iterator[Broken]:
    """Places where Applications would be believed."""
    home = facts.site.gitops_namespace
    for kind in ("Application", "ApplicationSet", "AppProject"):
        for found in facts.kind(kind, GROUP):
            if found.ref.namespace != home:
                message = f"{kind} {found.ref.name} is in {found.ref.namespace or 'default'}"
                yield Broken(found, message, f"put it into {home}", ("metadata", "namespace"))
    for project in projects(facts):
        spaces = mapping(project.body, "spec").get("sourceNamespaces")
        if spaces not in (None, []):
            message = f"AppProject {project.ref.name} believes Applications of {spaces}"
            yield Broken(project, message, "empty it", ("spec", "sourceNamespaces"))
    config = setting(facts, SETTINGS)
    if config is None and applications(facts):
        message = f"ConfigMap {SETTINGS} does not say where Applications may live"
        yield Broken(applications(facts)[0], message, f"render it in {home}")
    for key in KEYS:
        value = mapping(config.body, "data").get(key) if config else None
        if config and value not in (None, "", home):
            message = f"Argo CD also believes Applications of {value} ({key})"
            yield Broken(config, message, "empty it", ("data", key))


RULE = Rule("A03", "one-place", Severity.CRITICAL, check)
