"""An ApplicationSet makes applications of one project, and never takes them away.

Why: a set makes Applications from what a generator finds. If that also chooses the project, whoever
can name a branch or open a pull request chooses the rights. A key that is missing makes an empty
name, and a generator that finds nothing for a minute deletes every tenant.

Reads: every ApplicationSet: the template's project without placeholders; goTemplate with
missingkey=error; no generator of pull requests or SCM providers; applicationsSync create-update or
create-only; preserveResourcesOnDeletion; with RollingSync no automated sync, which it disables.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: apps, namespace: argocd}
    spec:
      generators:
        - pullRequest: {}
      template:
        spec: {project: "{{branch}}"}

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: apps, namespace: argocd}
    spec:
      goTemplate: true
      goTemplateOptions: ["missingkey=error"]
      generators:
        - list: {elements: [{name: a}]}
      syncPolicy:
        applicationsSync: create-update
        preserveResourcesOnDeletion: true
      template:
        spec: {project: apps}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Security/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import GROUP
from dotmac_manifests.analysis.rules.rule import Broken, Rule

OPEN = ("plugin", "pullRequest", "scmProvider")


def check(facts: Facts) -> Iterator[Broken]:
    """Sets that somebody else steers."""
    for found in facts.kind("ApplicationSet", GROUP):
        for message, remedy in _mistakes(found):
            yield Broken(found, f"ApplicationSet {found.ref.name} {message}", remedy, ("spec",))


def _mistakes(found: Manifest) -> Iterator[tuple[str, str]]:
    spec = mapping(found.body, "spec")
    template = mapping(spec, "template", "spec")
    project = str(template.get("project", ""))
    if not project or "{{" in project or "templatePatch" in spec:
        yield "lets its generator choose the project", "write the project's name, no templatePatch"
    if spec.get("goTemplate") is not True or "missingkey=error" not in items(
        spec, "goTemplateOptions"
    ):
        yield "makes names of keys that are missing", "set goTemplate, and missingkey=error"
    if any(name in str(items(spec, "generators")) for name in OPEN):
        yield "is steered by pull requests or repositories' names", "use lists or files of Git"
    policy = mapping(spec, "syncPolicy")
    if policy.get("applicationsSync") not in ("create-update", "create-only"):
        yield "deletes Applications", "set applicationsSync: create-update"
    if policy.get("preserveResourcesOnDeletion") is not True:
        yield "deletes what it made when it goes", "set preserveResourcesOnDeletion: true"
    rolling = mapping(spec, "strategy").get("type") == "RollingSync"
    if rolling and "automated" in mapping(template, "syncPolicy"):
        yield "never syncs by itself: RollingSync disables it", "remove automated"


RULE = Rule("A08", "application-sets", Severity.HIGH, check)
