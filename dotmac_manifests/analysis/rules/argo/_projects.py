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


class Permissions:
    """What one project lets its applications write.

    Objects of one kind and namespace have most of the answer in common: it is found once.
    """

    def __init__(self, project: Manifest) -> None:
        self._spec = mapping(project.body, "spec")
        self._known: dict[tuple[str, ...], tuple[re.Pattern[str], ...]] = {}
        self._led: dict[tuple[str, str], bool] = {}

    def allow(self, application: Manifest, manifest: Manifest) -> bool:
        """Whether they cover an object: its group, kind, name and namespace."""
        ref, namespace = manifest.ref, namespace_of(application, manifest)
        scope = "namespace" if namespace else "cluster"
        if self._names(f"{scope}ResourceBlacklist", ref):
            return False
        allowed = f"{scope}ResourceWhitelist"
        if not namespace:
            return self._names(allowed, ref)
        # Argo CD takes an absent list of namespaced kinds for all of them.
        if self._spec.get(allowed) is not None and not self._names(allowed, ref):
            return False
        server = mapping(application.body, "spec", "destination").get("server")
        place = str(server), namespace
        if place not in self._led:
            self._led[place] = _leads(self._spec, *place)
        return bool(ref.name) and self._led[place]

    def _names(self, field: str, ref: ObjectRef) -> bool:
        """Whether an entry of a list names an object."""
        key = field, ref.api_version, ref.kind
        names = self._known.get(key)
        if names is None:
            names = self._known[key] = tuple(
                match(str(found.get("name") or "*"))
                for found in map(mapping, items(self._spec, field))
                if match(str(found.get("group", ""))).fullmatch(ref.group)
                and match(str(found.get("kind", ""))).fullmatch(ref.kind)
            )
        return any(name.fullmatch(ref.name) for name in names)


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
