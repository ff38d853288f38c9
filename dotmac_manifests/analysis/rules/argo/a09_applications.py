"""An Application brings what Git says: one version, whole, and without a way round the wall.

Why: a chart by range, or a revision called HEAD, is something else tomorrow. An Application that
makes its own namespace makes it without labels, quota or policies; one that replaces, forces or
skips validation gets past what protects objects; a difference that is ignored stays different.

Reads: every Application: charts by exact version, folders by the site's reviewed `gitBranch`, a tag
v1.2.3 or a commit; the destination this very cluster; sync options CreateNamespace=false,
ServerSideApply=true, RespectIgnoreDifferences=true and FailOnSharedResource=true, and none that
replaces, forces or skips validation; automated sync that prunes, heals and never empties. Ignored
differences: replicas of a named workload that something scales, and the authority's certificate in
webhooks.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      source: {repoURL: https://charts.example.com, chart: app, targetRevision: "1.*"}
      syncPolicy:
        syncOptions: [CreateNamespace=true]

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      destination: {server: https://kubernetes.default.svc, namespace: app}
      source: {repoURL: https://charts.example.com, chart: app, targetRevision: 1.2.3}
      syncPolicy:
        automated: {prune: true, selfHeal: true}
        syncOptions:
          - CreateNamespace=false
          - ServerSideApply=true
          - RespectIgnoreDifferences=true
          - FailOnSharedResource=true

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/; https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import IN_CLUSTER, applications, sources
from dotmac_manifests.analysis.rules.rule import Broken, Rule

EXACT = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?")
COMMIT = re.compile(r"[0-9a-f]{40}")
OPTIONS = (
    "CreateNamespace=false",
    "ServerSideApply=true",
    "RespectIgnoreDifferences=true",
    "FailOnSharedResource=true",
)
REFUSED = ("CreateNamespace=true", "Force=true", "Replace=true", "Validate=false")
WEBHOOKS = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
CA_BUNDLE = ".webhooks[]?.clientConfig.caBundle"


def check(facts: Facts) -> Iterator[Broken]:
    """Applications that bring something else than was reviewed."""
    for application in applications(facts):
        mistakes = (
            *_sources(facts, application),
            *_sync(application),
            *_ignored(facts, application),
        )
        for message, remedy in mistakes:
            yield Broken(
                application, f"Application {application.ref.name} {message}", remedy, ("spec",)
            )


def _sources(facts: Facts, application: Manifest) -> Iterator[tuple[str, str]]:
    found = list(sources(application))
    if not found:
        yield "cannot be judged: it has no source", "write its source"
    for source in found:
        revision = str(source.get("targetRevision", "HEAD"))
        pinned = EXACT.fullmatch(revision) or COMMIT.fullmatch(revision)
        if not pinned and ("chart" in source or revision != facts.site.git_branch):
            yield f"follows {revision}", "pin an exact version, or follow the reviewed branch"
    server = mapping(application.body, "spec", "destination").get("server")
    if server != IN_CLUSTER:
        yield f"leads to the cluster {server}", f"set destination.server: {IN_CLUSTER}"


def _sync(application: Manifest) -> Iterator[tuple[str, str]]:
    policy = mapping(application.body, "spec", "syncPolicy")
    options = items(policy, "syncOptions")
    for option in OPTIONS:
        if option not in options:
            yield f"does not sync with {option}", f"add {option} to syncOptions"
    for option in REFUSED:
        if option in options:
            yield f"syncs with {option}", "remove it"
    automated = mapping(policy, "automated")
    for field, wanted in (("prune", True), ("selfHeal", True)):
        if automated.get(field) is not wanted or automated.get("enabled") is False:
            yield f"keeps what Git no longer says ({field})", f"set automated.{field}: true"
    if automated.get("allowEmpty") not in (None, False):
        yield "may delete everything when its folder is empty", "remove allowEmpty"


def _ignored(facts: Facts, application: Manifest) -> Iterator[tuple[str, str]]:
    space = str(mapping(application.body, "spec", "destination").get("namespace"))
    for entry in items(application.body, "spec", "ignoreDifferences"):
        found = mapping(entry)
        if not (_certificate(found) or _scaled(facts, space, found)):
            what = f"{found.get('kind')} {found.get('name', '')}".strip()
            yield (
                f"ignores differences in {what}",
                "ignore only /spec/replicas of a named workload that an autoscaler scales",
            )


def _certificate(entry: Body) -> bool:
    return entry.get("kind") in WEBHOOKS and not (
        entry.keys() - {"group", "kind", "name", "jqPathExpressions"}
        or any(one != CA_BUNDLE for one in items(entry, "jqPathExpressions") or [None])
    )


def _scaled(facts: Facts, namespace: str, entry: Body) -> bool:
    target = namespace, str(entry.get("kind")), str(entry.get("name"))
    known = {"group", "kind", "name", "namespace", "jsonPointers"}
    return (
        items(entry, "jsonPointers") == ["/spec/replicas"]
        and not entry.keys() - known
        and target in facts.autoscalers
    )


RULE = Rule("A09", "applications", Severity.HIGH, check)
