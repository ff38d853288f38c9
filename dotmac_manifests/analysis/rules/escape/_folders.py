"""Which folders are one tenant's: everything in them was rendered for that tenant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest


def tenant_folders(facts: Facts) -> Iterator[tuple[str, tuple[Manifest, ...]]]:
    """Tenant and objects of each folder that holds objects of one tenant's namespaces only.

    A stream or folder in which several tenants stand says nothing about whose the rest is.
    """
    folders: dict[PurePath, list[Manifest]] = defaultdict(list)
    parents: dict[str, PurePath] = {}
    for manifest in facts.manifests:
        folder = parents.get(manifest.file)
        if folder is None:
            folder = parents[manifest.file] = PurePath(manifest.file).parent
        folders[folder].append(manifest)
    for found in folders.values():
        tenants = {tenant for one in found if (tenant := tenant_of(facts, one))}
        if len(tenants) == 1:
            yield tenants.pop(), tuple(found)


def tenant_of(facts: Facts, manifest: Manifest) -> str:
    """The tenant to whose namespace an object belongs, or whose Namespace it is."""
    ref = manifest.ref
    name = ref.name if ref.kind == "Namespace" and not ref.group else ref.namespace
    return facts.owners.get(name, "")
