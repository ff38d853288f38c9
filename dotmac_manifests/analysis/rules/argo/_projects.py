"""What a project lets its applications write, and as whom they write it.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
"""

from __future__ import annotations

import re

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.globs import glob, match
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.refs import ObjectRef

CLUSTER_KINDS = frozenset(
    {
        "APIService",
        "ClusterIssuer",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterSecretStore",
        "CustomResourceDefinition",
        "FlowSchema",
        "GatewayClass",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "Namespace",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "RuntimeClass",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeSnapshotClass",
    }
)


def namespace_of(application: Manifest, manifest: Manifest) -> str:
    """Where an application writes an object: its own namespace, or else the destination's."""
    if manifest.ref.namespace or manifest.ref.kind in CLUSTER_KINDS:
        return manifest.ref.namespace
    return str(mapping(application.body, "spec", "destination").get("namespace") or "")


_Names = tuple[re.Pattern[str], ...]


class KindLists:
    """Which names the lists of projects allow of a kind.

    Most projects have these lists in common, which are then one list in memory: it is known by its
    identity, and held, so that no other can have it.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, str], tuple[object, _Names]] = {}

    def names(self, spec: Body, field: str, ref: ObjectRef) -> _Names:
        """Patterns of the names in the entries of a list that are about the kind of an object."""
        entries = spec.get(field)
        key = id(entries), ref.api_version, ref.kind
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = (
                entries,
                tuple(
                    match(str(found.get("name") or "*"))
                    for found in map(mapping, items(entries))
                    if match(str(found.get("group", ""))).fullmatch(ref.group)
                    and match(str(found.get("kind", ""))).fullmatch(ref.kind)
                ),
            )
        return known[1]


class Permissions:
    """What one project lets its applications write.

    Objects that one application writes of one kind into one namespace have all of the answer in
    common but their names: it is found once.
    """

    def __init__(self, project: Manifest, lists: KindLists) -> None:
        self._spec = mapping(project.body, "spec")
        self._lists = lists
        self._known: dict[tuple[Manifest, str, str, str], tuple[_Names, _Names | None]] = {}
        self._led: dict[tuple[str, str], bool] = {}

    def allow(self, application: Manifest, manifest: Manifest) -> bool:
        """Whether they cover an object: its group, kind, name and namespace."""
        ref = manifest.ref
        key = application, ref.api_version, ref.kind, ref.namespace
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._bounds(application, manifest)
        refused, allowed = known
        if refused and any(name.fullmatch(ref.name) for name in refused):
            return False
        return allowed is None or any(name.fullmatch(ref.name) for name in allowed)

    def _bounds(self, application: Manifest, manifest: Manifest) -> tuple[_Names, _Names | None]:
        """Patterns of the names that are refused and allowed; None allows every name."""
        ref, namespace = manifest.ref, namespace_of(application, manifest)
        scope = "namespace" if namespace else "cluster"
        refused = self._lists.names(self._spec, f"{scope}ResourceBlacklist", ref)
        field = f"{scope}ResourceWhitelist"
        if namespace:
            if not self._leads(application, namespace):
                return refused, ()
            if self._spec.get(field) is None:
                return refused, None  # which Argo CD takes for all kinds
        return refused, self._lists.names(self._spec, field, ref)

    def _leads(self, application: Manifest, namespace: str) -> bool:
        place = str(mapping(application.body, "spec", "destination").get("server")), namespace
        if place not in self._led:
            self._led[place] = _leads(self._spec, *place)
        return self._led[place]


def account(project: Manifest, application: Manifest) -> str:
    """`namespace:name` of the account that an application's sync acts as; empty for none.

    It is the first that fits the application's destination, wherever the objects go.
    """
    destination = mapping(application.body, "spec", "destination")
    for entry in items(project.body, "spec", "destinationServiceAccounts"):
        found = mapping(entry)
        if _fits(found, "server", destination) and _fits(found, "namespace", destination):
            name = str(found.get("defaultServiceAccount") or "")
            return name if ":" in name else f"{destination.get('namespace')}:{name}"
    return ""


def _fits(entry: Body, field: str, destination: Body) -> bool:
    return bool(glob(str(entry.get(field) or "")).fullmatch(str(destination.get(field) or "")))


def _leads(spec: Body, server: str, namespace: str) -> bool:
    """Whether a destination of the project matches, and none that begins with `!` denies."""
    led = False
    for entry in items(spec, "destinations"):
        found = mapping(entry)
        sides = (str(found.get("server") or ""), server), (str(found.get("namespace")), namespace)
        matches = [_matches(pattern, text) for pattern, text in sides]
        if all(matches):
            led = True
        elif any(side[0][:1] == "!" and not ok for side, ok in zip(sides, matches, strict=True)):
            return False
    return led


def _matches(pattern: str, text: str) -> bool:
    if pattern.startswith("!"):
        return not glob(pattern[1:]).fullmatch(text)
    return bool(glob(pattern).fullmatch(text))
