"""What something needs is applied before it, by phases and waves that wait.

Why: a pod whose account, priority or key is not there fails, a hook that fails stops its sync, and
a kind that no operator has brought yet stops it as well. A tenant that is there before the
admission policies, its quota or its default deny has been alone without them.

Reads: sync waves, hooks and kinds, within an application and between those that one application
brings. First: Namespaces; charts that may define a kind (by their project); the ServiceAccount,
PriorityClass, ConfigMaps, claims and Secrets of pods, and what makes those Secrets, a wave before;
stores and issuers of secrets; classes of storage and Ingresses; the project and account of an
Application; default deny, quotas and limits of a namespace before pods in it; admission policies
before anything of a tenant. Waves between Applications need their health in ConfigMap argocd-cm.
That nothing waits for what may stay unhealthy for long, YAML cannot tell.

Violating:

    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      source: {repoURL: https://git.example.com/a.git, path: "."}
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata: {name: key, namespace: app}
    ---
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: migrate
      namespace: app
      annotations: {argocd.argoproj.io/hook: PreSync}
    spec:
      template: {spec: {volumes: [{name: key, secret: {secretName: key}}]}}

Clean:

    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata: {name: app, namespace: argocd}
    spec:
      source: {repoURL: https://git.example.com/a.git, path: "."}
    ---
    apiVersion: external-secrets.io/v1
    kind: ExternalSecret
    metadata:
      name: key
      namespace: app
      annotations: {argocd.argoproj.io/sync-wave: "-1"}
    ---
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: migrate
      namespace: app
      annotations: {argocd.argoproj.io/hook: Sync}
    spec:
      template: {spec: {volumes: [{name: key, secret: {secretName: key}}]}}

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/; https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._needs import Need, Needs, is_argo
from dotmac_manifests.analysis.rules.argo._objects import applications, setting
from dotmac_manifests.analysis.rules.argo._order import WAVE, Order, Turns, before, wave_of
from dotmac_manifests.analysis.rules.rule import Broken, Rule

HEALTH = "resource.customizations.health.argoproj.io_Application"
POLICIES = ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")
WALLS = ("NetworkPolicy", "ResourceQuota", "LimitRange")


def check(facts: Facts) -> Iterator[Broken]:
    """Objects that come before what they need."""
    if not any(facts.applications.bringing.values()):
        return
    order, needs = Order(facts), Needs(facts)
    yield from _waves(facts, order)
    for manifest in facts.manifests:
        yield from _judged(order, manifest, needs.of(manifest))
    for application in applications(facts):
        written = facts.applications.written(application)
        yield from _judged(order, written, needs.of_application(application))
    yield from _walls(facts, order)
    yield from _admission(facts, order)


def _judged(order: Order, manifest: Manifest, needs: Iterable[Need]) -> Iterator[Broken]:
    then = order.turns(manifest)
    for need in needs:
        if need.manifest is manifest:
            continue
        first = order.turns(need.manifest)
        if before(first, then, healthy=need.healthy):
            continue
        same = bool(first) and bool(then) and first[-1].application == then[-1].application
        if need.manifest.ref.kind == "Namespace" and same:
            continue  # Argo CD puts it first by itself
        what, other = manifest.ref, need.manifest.ref
        wait = "does not wait for" if need.healthy else "may be applied before"
        message = f"{what.kind} {what.name} {wait} {other.kind} {other.name}, which it needs"
        yield Broken(manifest, message, f"put {other.name} into an earlier wave", ("metadata",))


def _waves(facts: Facts, order: Order) -> Iterator[Broken]:
    steps = set()
    for manifest in facts.manifests:
        if wave_of(manifest) is None:
            message = f"the wave of {manifest.ref.kind} {manifest.ref.name} cannot be judged"
            path = ("metadata", "annotations", WAVE)
            yield Broken(manifest, message, "write a whole number, quoted", path)
        if is_argo(manifest):
            steps |= {turn.step for turn in order.turns(manifest)[-1:]}
    config = setting(facts, "argocd-cm")
    if len(steps) > 1 and (config is None or not mapping(config.body, "data").get(HEALTH)):
        message = "Applications have waves, but no health for which the next wave could wait"
        blamed = config or applications(facts)[0]
        yield Broken(blamed, message, f"set {HEALTH} in argocd-cm", ("data",))


def _walls(facts: Facts, order: Order) -> Iterator[Broken]:
    for namespace, templates in facts.pods_by_namespace.items():
        makers: dict[Turns, Manifest] = {}
        for pods in templates:
            makers.setdefault(order.step(pods.manifest), pods.manifest)
        walls: dict[Turns, Manifest] = {}
        for kind in WALLS:
            for wall in facts.within(namespace, kind):
                if kind != "NetworkPolicy" or _denies(wall):
                    walls.setdefault(order.step(wall), wall)
        for then, manifest in makers.items():
            for first, wall in walls.items():
                if not before(first, then, healthy=False):
                    what = f"{manifest.ref.kind} {manifest.ref.name} may be applied before"
                    message = f"{what} {wall.ref.kind} {wall.ref.name}, which bounds it"
                    remedy = f"put {wall.ref.name} into an earlier wave"
                    yield Broken(manifest, message, remedy, ("metadata",))


def _denies(policy: Manifest) -> bool:
    """Whether a NetworkPolicy opens nothing, and is about all pods of its namespace."""
    spec = mapping(policy.body, "spec")
    return not (spec.get("podSelector") or spec.get("ingress") or spec.get("egress"))


def _admission(facts: Facts, order: Order) -> Iterator[Broken]:
    firsts: dict[Turns, Manifest] = {}
    for kind in POLICIES:
        for policy in facts.kind(kind):
            firsts.setdefault(order.step(policy), policy)
    tenants: dict[Turns, Manifest] = {}
    for namespace in facts.owners:
        for manifest in facts.by_namespace.get(namespace, ()):
            tenants.setdefault(order.step(manifest), manifest)
    for then, manifest in tenants.items():
        for first, policy in firsts.items():
            if not before(first, then, healthy=True):
                what = f"{manifest.ref.kind} {manifest.ref.name} does not wait for"
                message = f"{what} {policy.ref.kind} {policy.ref.name}, which judges it"
                remedy = f"put {policy.ref.name} into an earlier wave"
                yield Broken(manifest, message, remedy, ("metadata",))


RULE = Rule("A15", "sync-order", Severity.MEDIUM, check)
