"""The account that a sync acts as may write all that its application brings.

Why: with impersonation the API server decides, not Argo CD. A kind that the account's role does
not name is never applied, a verb that is missing leaves what Git no longer has, and either is
noticed in the middle of a roll-out. An account that nobody renders stops every sync of its project.

Reads: for each object its Application's account, which is the first of the project's
`destinationServiceAccounts` that fits the Application's destination, and the Roles and bindings
that the account holds there: get, create, patch and delete of the object's kind. Argo CD's own
`argocd-application-controller`, whose rights come with the installation, may write everything.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      destinationServiceAccounts:
        - {server: "*", namespace: app, defaultServiceAccount: "argocd:apps"}
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      project: apps
      destination: {server: https://kubernetes.default.svc, namespace: app}
      source: {repoURL: https://git.example.com/a.git, path: "."}

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: AppProject
    metadata: {name: apps, namespace: argocd}
    spec:
      destinationServiceAccounts:
        - {server: "*", namespace: app, defaultServiceAccount: "argocd:apps"}
    ---
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      project: apps
      destination: {server: https://kubernetes.default.svc, namespace: app}
      source: {repoURL: https://git.example.com/a.git, path: "."}
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: apps, namespace: argocd}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: apps}
    rules:
      - {apiGroups: ["*"], resources: ["*"], verbs: [get, create, patch, delete]}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: apps}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: apps}
    subjects: [{kind: ServiceAccount, name: apps, namespace: argocd}]

Source: ARGO https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.access import PolicyRule
from dotmac_manifests.analysis.body import at, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._objects import project_of
from dotmac_manifests.analysis.rules.argo._projects import account, namespace_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.names import plural

OWN = "argocd-application-controller"
VERBS = ("get", "create", "patch", "delete")
"""What server-side apply and pruning ask for."""

Held = Mapping[tuple[str, str], tuple[PolicyRule, ...]]
"""Account, `namespace:name`, and namespace, empty for everywhere, to the rules held there."""


def check(facts: Facts) -> Iterator[Broken]:
    """Objects that a sync could not write, and accounts that are nobody."""
    held = _held(facts)
    own = f"{facts.site.gitops_namespace}:{OWN}"
    accounts = {id(one): _account(facts, one) for one in facts.applications.all}
    yield from _nobody(facts, own)
    known: dict[tuple[str, str, str, str], tuple[str, ...]] = {}
    for manifest in facts.manifests:
        for application in facts.applications.bringing[manifest.file]:
            name = accounts[id(application)]
            if name in ("", own):
                continue  # A04 asks for an account
            space = namespace_of(application, manifest)
            key = name, space, manifest.ref.group, plural(manifest.ref.kind)
            if key not in known:
                known[key] = _missing(held, *key)
            if known[key]:
                message = (
                    f"{name}, as which Application {application.ref.name} is synced, may not"
                    f" {', '.join(known[key])} {manifest.ref.kind} {manifest.ref.name}"
                )
                yield Broken(manifest, message, f"let its role in {space or 'the cluster'} say so")


def _nobody(facts: Facts, own: str) -> Iterator[Broken]:
    for application in facts.applications.all:
        project, name = project_of(facts, application), _account(facts, application)
        space, _, account_name = name.partition(":")
        if (
            project
            and name not in ("", own)
            and not facts.find("ServiceAccount", space, account_name)
        ):
            message = f"Application {application.ref.name} is synced as {name}, which is nobody"
            remedy = "render the ServiceAccount"
            yield Broken(project, message, remedy, ("spec", "destinationServiceAccounts"))


def _account(facts: Facts, application: Manifest) -> str:
    project = project_of(facts, application)
    return account(project, application) if project else ""


def _held(facts: Facts) -> Held:
    found: dict[tuple[str, str], list[PolicyRule]] = defaultdict(list)
    for binding in facts.access.bindings:
        if binding.role is None:
            continue
        rules = facts.access.rules_of(binding.role)
        space = "" if binding.cluster_wide else binding.manifest.ref.namespace
        for _, subject in binding.subjects:
            if subject.home and subject.account:
                found[f"{subject.home}:{subject.account}", space] += rules
    return {key: tuple(rules) for key, rules in found.items()}


def _missing(held: Held, name: str, space: str, group: str, resource: str) -> tuple[str, ...]:
    """Verbs that the account lacks; a rule for objects of certain names grants none for sure."""
    rules = [
        rule
        for place in {space, ""}
        for rule in held.get((name, place), ())
        if rule.reaches(group, resource) and not _named(rule)
    ]
    granted = {verb for rule in rules for verb in rule.verbs}
    return tuple(verb for verb in VERBS if verb not in granted and "*" not in granted)


def _named(rule: PolicyRule) -> bool:
    return bool(mapping(at(rule.role.body, rule.path)).get("resourceNames"))


RULE = Rule("A13", "deployer-rights", Severity.HIGH, check)
