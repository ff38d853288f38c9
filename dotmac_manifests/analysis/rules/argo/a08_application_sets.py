"""An ApplicationSet makes applications that a review has seen, and never takes them away.

Why: a set makes Applications from what a generator finds. If that also chooses the project, whoever
can name a branch or open a pull request chooses the rights; and what is found elsewhere, no review
has seen. A key that is missing makes an empty name, and a generator that finds nothing
for a minute deletes every tenant.

Reads: every ApplicationSet: generators are lists that stand in it, or files of the repository that
it deploys from, of which template and templatePatch name keys and do no more, so that each
Application is judged like one that is written out; goTemplate with missingkey=error;
applicationsSync create-update or create-only; preserveResourcesOnDeletion; no name that another
Application has.

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
        metadata: {name: "{{ .name }}"}
        spec: {project: apps}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Security/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import applications
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Sets that somebody else steers, or whose Applications somebody else has."""
    for found in facts.applications.sets:
        for message, remedy in _mistakes(found, facts.applications.opaque.get(found.ref.name)):
            yield Broken(found, f"ApplicationSet {found.ref.name} {message}", remedy, ("spec",))
    times = Counter((one.ref.namespace, one.ref.name) for one in applications(facts))
    for made in facts.applications.made.values():
        for one in made:
            if times[one.ref.namespace, one.ref.name] > 1:
                message = f"Application {one.ref.name} is made by a set, and once more"
                yield Broken(one, message, "let one file say what it is", ("metadata", "name"))


def _mistakes(found: Manifest, reason: str | None) -> Iterator[tuple[str, str]]:
    spec = mapping(found.body, "spec")
    if reason:
        yield f"makes Applications that cannot be judged: {reason}", "list them, and name keys only"
    if spec.get("goTemplate") is not True or "missingkey=error" not in items(
        spec, "goTemplateOptions"
    ):
        yield "makes names of keys that are missing", "set goTemplate, and missingkey=error"
    policy = mapping(spec, "syncPolicy")
    if policy.get("applicationsSync") not in ("create-update", "create-only"):
        yield "deletes Applications", "set applicationsSync: create-update"
    if policy.get("preserveResourcesOnDeletion") is not True:
        yield "deletes what it made when it goes", "set preserveResourcesOnDeletion: true"


RULE = Rule("A08", "application-sets", Severity.HIGH, check)
