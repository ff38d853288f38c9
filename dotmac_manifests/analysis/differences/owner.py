"""Whose an object is, told from the object alone: the rest of its set need not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.kube.refs import ObjectRef

_NAMESPACE_KEYS = ("namespace", "kubernetes.io/metadata.name")


def owner(ref: ObjectRef, body: Mapping[str, Any], site: Site) -> str:
    """The tenant that an object belongs to, or nothing for the platform's own.

    Its label says so, or its namespace; or it speaks of the namespaces of one tenant and no other,
    as do a tenant's projects, applications, and grants by others.
    """
    label = mapping(body, "metadata", "labels").get(site.tenant_label)
    if isinstance(label, str) and label:
        return label
    home = ref.name if (ref.group, ref.kind) == ("", "Namespace") else ref.namespace
    if tenant := _tenant(home, site):
        return tenant
    found = {_tenant(name, site) for name in _namespaces(body)} - {""}
    return found.pop() if len(found) == 1 else ""


def _tenant(namespace: str, site: Site) -> str:
    if not namespace.startswith(site.tenant_namespace_prefix):
        return ""
    return namespace.removeprefix(site.tenant_namespace_prefix).removesuffix(site.vpn_suffix)


def _namespaces(value: Any) -> Iterator[str]:
    """Namespaces that fields of a value name."""
    if isinstance(value, dict):
        for key, child in value.items():
            if isinstance(child, str):
                if key in _NAMESPACE_KEYS:
                    yield child
            else:
                yield from _namespaces(child)
    elif isinstance(value, list):
        for child in value:
            yield from _namespaces(child)
