"""What a reviewer must not miss: data that may go, walls that move, what Argo CD will delete, which
software runs, how much of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dotmac_manifests.analysis.body import items
from dotmac_manifests.analysis.differences.change import Action, Change
from dotmac_manifests.analysis.differences.fields import ABSENT, FieldChange, leaves, path_text
from dotmac_manifests.analysis.differences.groups import Group
from dotmac_manifests.analysis.differences.images import image_changes, shown
from dotmac_manifests.analysis.differences.lists import Item
from dotmac_manifests.analysis.differences.pruning import consequence


class Topic(StrEnum):
    """What a mark is about, the gravest first."""

    data = "Data that may be lost"
    walls = "Walls, rights and quotas"
    delivery = "What Argo CD will do"
    images = "Images"
    sizes = "Replicas, requests and limits"


@dataclass(frozen=True)
class Mark:
    """One thing to look at, and the changes that it is about."""

    topic: Topic
    text: str
    changes: tuple[Change, ...]


DATA = frozenset(
    {
        ("", "Namespace"),
        ("", "PersistentVolume"),
        ("", "PersistentVolumeClaim"),
        ("apps", "StatefulSet"),
        ("postgresql.cnpg.io", "Cluster"),
        ("postgresql.cnpg.io", "Database"),
        ("barmancloud.cnpg.io", "ObjectStore"),
        ("snapshot.storage.k8s.io", "VolumeSnapshot"),
    }
)
"""Group and kind of objects that data goes with."""
WALLS = frozenset(
    {
        ("", "LimitRange"),
        ("", "Namespace"),
        ("", "ResourceQuota"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
        ("apiregistration.k8s.io", "APIService"),
        ("argoproj.io", "AppProject"),
        ("external-secrets.io", "ClusterSecretStore"),
        ("external-secrets.io", "SecretStore"),
        ("gateway.networking.k8s.io", "ReferenceGrant"),
        ("networking.k8s.io", "NetworkPolicy"),
        ("scheduling.k8s.io", "PriorityClass"),
    }
)
"""Group and kind of objects that bound or permit; and all of the next."""
WALL_GROUPS = frozenset(
    {
        "admissionregistration.k8s.io",
        "cilium.io",
        "flowcontrol.apiserver.k8s.io",
        "policy.networking.k8s.io",
        "rbac.authorization.k8s.io",
    }
)
_STORAGE = frozenset({"storage", "size", "volumeClaimTemplates", "reclaimPolicy"})
_COUNTS = frozenset({"replicas", "minReplicas", "maxReplicas", "instances", "parallelism"})
_AMOUNTS = frozenset({"limits", "requests"})
_APPLICATION = ("argoproj.io", "Application")
_STEERING = frozenset({"syncPolicy", "source", "sources", "destination", "project"})
_LONGEST = 200  # characters of a value that is told in a line
_SYNC_OPTIONS = "argocd.argoproj.io/sync-options"


def attention(groups: Iterable[Group]) -> tuple[Mark, ...]:
    """Every mark, by topic; the same remark on several groups is one mark."""
    every = tuple(groups)
    new = {
        (change.region, change.ref.name)
        for group in every
        for change in group.changes
        if change.action is Action.added and change.ref.kind == "Namespace"
    }
    found: dict[tuple[Topic, str], list[Change]] = {}
    for group in every:
        for topic, text in _marks(group.shown, new):
            found.setdefault((topic, text), []).extend(group.changes)
    order = list(Topic)
    marks = [Mark(topic, text, tuple(changes)) for (topic, text), changes in found.items()]
    return tuple(sorted(marks, key=lambda mark: order.index(mark.topic)))


def _marks(
    change: Change, new_namespaces: Container[tuple[str, str]]
) -> Iterator[tuple[Topic, str]]:
    kind = change.ref.group, change.ref.kind
    fields = [leaf for one in change.fields for leaf in leaves(one)]
    if change.action is Action.removed:
        yield from _gone(change)
    if kind in DATA:
        for one in fields:
            if _STORAGE & set(one.path):
                yield Topic.data, f"{change.title}: {_said(one)}"
    in_new_walls = (change.region, change.ref.namespace) in new_namespaces
    if kind in WALLS or kind[0] in WALL_GROUPS:
        own = change.action is not Action.changed and kind == ("", "Namespace")
        if not own and not (in_new_walls and change.action is Action.added):
            yield Topic.walls, f"{change.title} {change.action}"
    yield from _steering(change, fields)
    for old, image in image_changes(change):
        yield Topic.images, shown(old, image)
    for one in fields:
        if _is_size(one):
            yield Topic.sizes, f"{change.ref.kind} {change.ref.name}: {_said(one)}"


def _gone(change: Change) -> Iterator[tuple[Topic, str]]:
    assert change.old is not None, "what is gone was there"
    fate = consequence(change.old.body)
    if (change.ref.group, change.ref.kind) in DATA:
        yield Topic.data, f"{change.title} removed: {fate}"
    elif (change.ref.group, change.ref.kind) == _APPLICATION:
        cascades = items(change.old.body, "metadata", "finalizers")
        then = "its finalizer deletes all that it applied" if cascades else "what it applied stays"
        yield Topic.delivery, f"{change.title} removed: {fate}; {then}"
    else:
        yield Topic.delivery, f"objects that are gone: {fate}"


def _steering(change: Change, fields: Iterable[FieldChange]) -> Iterator[tuple[Topic, str]]:
    """What an Application is told to do otherwise, and objects on how they are to be synced."""
    is_application = (change.ref.group, change.ref.kind) == _APPLICATION
    for one in fields:
        told = bool(_STEERING & set(one.path[1:2])) or "finalizers" in one.path
        if (is_application and told) or _SYNC_OPTIONS in one.path:
            yield Topic.delivery, f"{change.title}: {_said(one)}"
    if change.ref.kind == "ApplicationSet":
        yield Topic.delivery, f"{change.title} {change.action}"


def _is_size(one: FieldChange) -> bool:
    keys = [part for part in one.path if isinstance(part, str)]
    return bool(keys) and (keys[-1] in _COUNTS or bool(_AMOUNTS & set(keys)))


def _said(one: FieldChange) -> str:
    """A field and its values in a line, from the container on if it is in one."""
    path = one.path
    inner = next((n for n, part in enumerate(path) if isinstance(part, Item)), 1)
    name = path_text(path[max(0, inner - 1) :])
    values = ["none" if value is ABSENT else str(value) for value in (one.old, one.new)]
    if any(len(value) > _LONGEST or "\n" in value for value in values):
        return f"{name} changed"
    return f"{name} {values[0]} → {values[1]}"
