"""A hook comes to an end, and goes.

Why: a hook holds up the sync that waits for it, so one that hangs stops every later change. One
that stays is in the way of the next of its name, since a Job cannot be changed; one whose name
is made anew each time piles up until the quota is full. Without a policy it depends on the version
of Argo CD what happens.

Reads: objects with the annotation `argocd.argoproj.io/hook`: phases and
`argocd.argoproj.io/hook-delete-policy` are words that Argo CD knows, the policy is written, and has
BeforeHookCreation if the name is fixed, HookSucceeded if it is made. Jobs have
`activeDeadlineSeconds`, and `ttlSecondsAfterFinished` of a minute at least, so that Argo CD sees
how they ended.

Violating:

    apiVersion: batch/v1
    kind: Job
    metadata:
      name: migrate
      namespace: app
      annotations: {argocd.argoproj.io/hook: PreSync}
    spec: {}

Clean:

    apiVersion: batch/v1
    kind: Job
    metadata:
      name: migrate
      namespace: app
      annotations:
        argocd.argoproj.io/hook: PreSync
        argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
    spec:
      activeDeadlineSeconds: 600
      ttlSecondsAfterFinished: 3600

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/#hook-lifecycle-and-cleanup
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping, texts
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.argo._order import HOOK, PHASES, words
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

POLICY = "argocd.argoproj.io/hook-delete-policy"
POLICIES = ("BeforeHookCreation", "HookSucceeded", "HookFailed")
OTHER_PHASES = ("Skip", "PreDelete", "PostDelete")
LEAST = 60
"""Seconds for which a finished Job stays."""
ANNOTATIONS: FieldPath = ("metadata", "annotations")


def check(facts: Facts) -> Iterator[Broken]:
    """Hooks that stay, or that never end."""
    for manifest in facts.manifests:
        if HOOK in mapping(manifest.body, *map(str, ANNOTATIONS)):
            name = f"hook {manifest.ref.kind} {manifest.ref.name}"
            for message, remedy, path in _mistakes(manifest):
                yield Broken(manifest, f"{name} {message}", remedy, path)


def _mistakes(manifest: Manifest) -> Iterator[tuple[str, str, FieldPath]]:
    annotations = texts(manifest.body, *map(str, ANNOTATIONS))
    phases, policies = words(annotations.get(HOOK)), words(annotations.get(POLICY))
    for phase in phases or ("nothing",):
        if phase not in (*PHASES, *OTHER_PHASES):
            known = ", ".join((*PHASES, *OTHER_PHASES))
            yield f"is for {phase}, which Argo CD does not know", known, (*ANNOTATIONS, HOOK)
    for policy in policies:
        if policy not in POLICIES:
            known = ", ".join(POLICIES)
            yield f"goes on {policy}, which Argo CD does not know", known, (*ANNOTATIONS, POLICY)
    if "Skip" in phases:
        return
    made = "name" not in mapping(manifest.body, "metadata")
    wanted = "HookSucceeded" if made else "BeforeHookCreation"
    if not policies:
        yield "does not say when it goes", f"set {POLICY}: {wanted}", ANNOTATIONS
    elif wanted not in policies:
        why = "piles up" if made else "is in the way of the next"
        yield f"stays and {why}", f"add {wanted}", (*ANNOTATIONS, POLICY)
    if manifest.ref.kind == "Job":
        spec = mapping(manifest.body, "spec")
        if not _at_least(1, spec.get("activeDeadlineSeconds")):
            remedy = "set activeDeadlineSeconds"
            yield "may hang for ever, and every later change with it", remedy, ("spec",)
        if not _at_least(LEAST, spec.get("ttlSecondsAfterFinished")):
            remedy = f"set ttlSecondsAfterFinished: {LEAST} or more"
            yield "stays when it is done, or is gone before Argo CD sees it", remedy, ("spec",)


def _at_least(least: int, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


RULE = Rule("A14", "hooks", Severity.MEDIUM, check)
