"""In which order Argo CD applies objects, and which of them waits for which.

Within an application: by phase, wave and kind; it waits until what it applied in one wave is
healthy before it starts the next. An application that another brings is such an object itself.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/#how-do-i-configure-waves
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from dotmac_manifests.analysis.body import Body, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest

HOOK = "argocd.argoproj.io/hook"
WAVE = "argocd.argoproj.io/sync-wave"
PHASES = {"PreSync": -1, "Sync": 0, "PostSync": 1, "SyncFail": 2}
"""Phases of a sync, in their order."""
_KINDS = """
Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget
ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim
CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList
Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet
Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService
"""
"""Kinds in the order of a wave; all others come after them."""
_RANKS = {kind: rank for rank, kind in enumerate(_KINDS.split())}
_INTEGER = re.compile(r"[-+]?[0-9]+")


class Turn(NamedTuple):
    """When something is applied by one application: the object itself, or what brings it."""

    application: int
    phase: int
    wave: int
    kind: int
    subject: int

    @property
    def step(self) -> tuple[int, int]:
        """Phase and wave; the next step begins when this one is healthy."""
        return self.phase, self.wave


Turns = tuple[Turn, ...]
"""From the outermost application to the object; empty for what is applied by hand."""


class Order:
    """The order of one cluster's objects."""

    def __init__(self, facts: Facts) -> None:
        self._applications = facts.applications
        self._known: dict[int, Turns] = {}
        self._aboves: dict[int, Turns] = {}
        self._steps: dict[tuple[int, ...], Turns] = {}

    def turns(self, manifest: Manifest) -> Turns:
        """When an object is applied, after the turns of what brings it."""
        key = id(manifest)
        known = self._known.get(key)
        if known is None:
            self._known[key] = ()  # an application that brings itself comes when it comes
            known = self._known[key] = self._found(manifest)
        return known

    def step(self, manifest: Manifest) -> Turns:
        """The turns of an object, alike for all of its kind in a wave of an application."""
        turns = self.turns(manifest)
        if not turns:
            return ()
        last = turns[-1][:-1]  # with its application, which has all other turns
        known = self._steps.get(last)
        if known is None:
            known = self._steps[last] = (*turns[:-1], Turn(*last, -1))
        return known

    def _found(self, manifest: Manifest) -> Turns:
        annotations = mapping(manifest.body, "metadata", "annotations")
        phase = _phase(annotations)
        bringing = self._applications.bringing.get(manifest.file, ())
        if not bringing or phase is None:
            return ()
        application = bringing[0]
        rank = _RANKS.get(manifest.ref.kind, len(_RANKS))
        turn = Turn(id(application), phase, _wave(annotations) or 0, rank, id(manifest))
        return (*self._above(application), turn)

    def _above(self, application: Manifest) -> Turns:
        key = id(application)
        if key not in self._aboves:
            above = self.turns(self._applications.written(application))
            if above:  # the application's own turn, and not that of the set which makes it
                above = (*above[:-1], above[-1]._replace(subject=key))
            self._aboves[key] = above
        return self._aboves[key]


def before(first: Turns, then: Turns, *, healthy: bool) -> bool:
    """Whether what has the first turns is applied, or even healthy, before the other is applied.

    What is brought by nobody, or by applications that nothing orders, is not judged: true.
    """
    if not first or not then or first[0].application != then[0].application:
        return True
    for one, other in zip(first, then, strict=False):
        if one is other:
            continue  # what brings both, nearly always
        if one.phase != other.phase or one.wave != other.wave:
            return one.step < other.step
        if one.subject != other.subject:
            return not healthy and one.kind < other.kind
    return len(first) < len(then)


def phase_of(manifest: Manifest) -> int | None:
    """The earliest phase in which an object is applied; None if it is not part of a sync."""
    return _phase(mapping(manifest.body, "metadata", "annotations"))


def wave_of(manifest: Manifest) -> int | None:
    """The wave of an object; None if it is no number, which Argo CD takes for 0."""
    return _wave(mapping(manifest.body, "metadata", "annotations"))


def _phase(annotations: Body) -> int | None:
    text = annotations.get(HOOK)
    hooks = words(text) if isinstance(text, str) else ()  # what is not text is no annotation
    if not hooks:
        return PHASES["Sync"]
    return min((PHASES[hook] for hook in hooks if hook in PHASES), default=None)


def _wave(annotations: Body) -> int | None:
    text = annotations.get(WAVE)
    if not isinstance(text, str):
        return 0
    return int(text) if _INTEGER.fullmatch(text) else None


def words(text: str | None) -> Sequence[str]:
    """The words of a list with commas."""
    return [word.strip() for word in text.split(",") if word.strip()] if text else ()
