"""What a project lets its applications write, and as whom they write it.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/ and
https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.globs import glob, match
from dotmac_manifests.analysis.load import Manifest

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


def allows(project: Manifest, application: Manifest, manifest: Manifest) -> bool:
    """Whether a project lets an application write an object: group, kind, name, namespace."""
    spec, ref = mapping(project.body, "spec"), manifest.ref
    namespace = namespace_of(application, manifest)
    scope = "namespace" if namespace else "cluster"
    allowed, refused = spec.get(f"{scope}ResourceWhitelist"), f"{scope}ResourceBlacklist"
    if any(_names(entry, manifest) for entry in items(spec, refused)):
        return False
    if not namespace:
        return any(_names(entry, manifest) for entry in items(allowed))
    # Argo CD takes an absent list of namespaced kinds for all of them.
    if allowed is not None and not any(_names(entry, manifest) for entry in items(allowed)):
        return False
    server = mapping(application.body, "spec", "destination").get("server")
    return bool(ref.name) and _leads(spec, str(server), namespace)


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


def _names(entry: Any, manifest: Manifest) -> bool:
    found, ref = mapping(entry), manifest.ref
    return bool(
        match(str(found.get("group", ""))).fullmatch(ref.group)
        and match(str(found.get("kind", ""))).fullmatch(ref.kind)
        and match(str(found.get("name") or "*")).fullmatch(ref.name)
    )
