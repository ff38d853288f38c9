"""Every sync acts as an account of its own, which can do no more than it must.

Why: without impersonation every application is applied with Argo CD's own rights, which are the
cluster's; the projects are then the only wall. With it, the API server refuses what a tenant's
account may not do, whatever the project says.

Reads: `application.sync.impersonation.enabled` and `.enforced` in ConfigMap argocd-cm;
`destinationServiceAccounts` of each AppProject: one for each destination, without globs. A tenant's
`tenant-<name>` acts as the account of the same name beside Argo CD, which is rendered.

Violating:

    apiVersion: v1
    kind: ConfigMap
    metadata: {name: argocd-cm, namespace: argocd}
    data:
      application.sync.impersonation.enabled: "false"

Clean:

    apiVersion: v1
    kind: ConfigMap
    metadata: {name: argocd-cm, namespace: argocd}
    data:
      application.sync.impersonation.enabled: "true"
      application.sync.impersonation.enforced: "true"

Source: ARGO https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import (
    GLOB,
    applications,
    projects,
    setting,
    workloads_of,
)
from dotmac_manifests.analysis.rules.rule import Broken, Rule

FIELD = "destinationServiceAccounts"
KEYS = ("application.sync.impersonation.enabled", "application.sync.impersonation.enforced")


def check(facts: Facts) -> Iterator[Broken]:
    """Syncs with more rights than they need."""
    config = setting(facts, "argocd-cm")
    if config is None and applications(facts):
        message = "ConfigMap argocd-cm does not enforce impersonation"
        yield Broken(applications(facts)[0], message, "render it")
    for key in KEYS:
        if config and mapping(config.body, "data").get(key) != "true":
            message = f"Argo CD may apply with its own rights: {key} is not true"
            yield Broken(config, message, f'set {key}: "true"', ("data", key))
    for project in projects(facts):
        yield from _accounts(facts, project)


def _accounts(facts: Facts, project: Manifest) -> Iterator[Broken]:
    spec, tenant = mapping(project.body, "spec"), workloads_of(facts, project)
    covered = set()
    for index, entry in enumerate(items(spec, FIELD)):
        found, path = mapping(entry), ("spec", FIELD, index)
        account = str(found.get("defaultServiceAccount"))
        place = f"{found.get('server')} {found.get('namespace')}"
        covered.add(place)
        if GLOB.search(place + account) or account.count(":") != 1:
            message = f"AppProject {project.ref.name} acts as {account} in {place}"
            yield Broken(project, message, "name namespace:account exactly", path)
            continue
        if tenant:
            own = f"{facts.site.tenant_namespace_prefix}{tenant}"
            if account != f"{facts.site.gitops_namespace}:{own}":
                message = f"AppProject {project.ref.name} acts as {account}, not as the tenant's"
                remedy = f"use {facts.site.gitops_namespace}:{own}"
                yield Broken(project, message, remedy, path)
            elif not facts.find("ServiceAccount", facts.site.gitops_namespace, own):
                message = f"AppProject {project.ref.name} acts as {account}, which does not exist"
                yield Broken(project, message, "render the ServiceAccount", path)
    for index, one in enumerate(items(spec, "destinations")):
        place = f"{mapping(one).get('server')} {mapping(one).get('namespace')}"
        if place not in covered:
            message = f"AppProject {project.ref.name} does not say as whom it acts in {place}"
            yield Broken(project, message, f"add it to {FIELD}", ("spec", "destinations", index))


RULE = Rule("A04", "impersonation", Severity.CRITICAL, check)
