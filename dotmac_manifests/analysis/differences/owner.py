"""Whose an object is, told from it and its file alone: the rest of its set need not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.kube.refs import ObjectRef

_FOLDER = re.compile(r"(?:^|/)tenants/([^/]+?)(?:/|\.(?:ya?ml|json)$)")
_NAMESPACE_KEYS = ("namespace", "kubernetes.io/metadata.name")


def owner(ref: ObjectRef, body: Mapping[str, Any], file: str, site: Site) -> str:
    """The tenant that an object belongs to, or nothing for the platform's own.

    Its label says so, or its namespace; or it speaks of the namespaces of one tenant and no other,
    as do a tenant's projects, applications, and grants by others; or it is called like the tenant
    in whose file below `tenants/` it is.
    """
    label = mapping(body, "metadata", "labels").get(site.tenant_label)
    if isinstance(label, str) and label:
        return label
    home = ref.name if (ref.group, ref.kind) == ("", "Namespace") else ref.namespace
    if tenant := _tenant(home, site):
        return tenant
    found = {_tenant(name, site) for name in _namespaces(body)} - {""}
    if len(found) == 1:
        return found.pop()
    folder = _FOLDER.search(file)
    if folder and re.search(rf"(?<![A-Za-z0-9]){re.escape(folder[1])}(?![A-Za-z0-9])", ref.name):
        return folder[1]
    return ""


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
