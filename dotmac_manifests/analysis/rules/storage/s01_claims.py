"""Claims get a fresh, encrypted volume of their own, and no other.

Why: a claim that names a volume, selects one or starts from a snapshot can get what another tenant
left there. A class that is not listed may be one without encryption, and the empty one means any
volume that is lying about. Many writers, or a raw device, get past the file system's rights.

Reads: PersistentVolumeClaims, claim templates of StatefulSets, ephemeral volumes of pods, and the
storage of CloudNativePG clusters: class from the site's `storageClasses`, which exists if any class
was read; no volumeName, selector or dataSource; ReadWriteOnce or ReadWriteOncePod; Filesystem.

Violating:

    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data, namespace: tenant-acme}
    spec:
      storageClassName: ""
      volumeName: left-over
      accessModes: [ReadWriteMany]

Clean:

    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data, namespace: tenant-acme}
    spec:
      storageClassName: dotmac-encrypted
      accessModes: [ReadWriteOncePod]

Source: K8S-MT; MTB-PL1-BC-DI; https://kubernetes.io/docs/concepts/storage/persistent-volumes/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.kube.yaml_reader import FieldPath

MODES = ("ReadWriteOnce", "ReadWriteOncePod")
FOREIGN = ("dataSource", "dataSourceRef", "selector", "volumeName")
POSTGRES = "postgresql.cnpg.io"

Found = tuple[Manifest, FieldPath, Any]


def check(facts: Facts) -> Iterator[Broken]:
    """Claims of what is, or may be, somebody else's."""
    known = {found.ref.name for found in facts.kind("StorageClass")}
    for manifest, path, spec in _claims(facts):
        name = f"a claim of {manifest.ref.kind} {manifest.ref.name}"
        yield from _class(facts, manifest, path, mapping(spec).get("storageClassName"), known)
        for field in FOREIGN:
            if mapping(spec).get(field) is not None:
                message = f"{name} asks for an existing volume or data ({field})"
                yield Broken(manifest, message, f"remove {field}", (*path, field))
        modes = items(spec, "accessModes")
        if not modes or any(mode not in MODES for mode in modes):
            message = f"{name} is {', '.join(map(str, modes)) or 'of no access mode'}"
            yield Broken(manifest, message, f"use {' or '.join(MODES)}", (*path, "accessModes"))
        if mapping(spec).get("volumeMode", "Filesystem") != "Filesystem":
            message = f"{name} is a raw device"
            yield Broken(manifest, message, "remove volumeMode", (*path, "volumeMode"))
    for cluster in facts.kind("Cluster", POSTGRES):
        yield from _database(facts, cluster, known)


def _claims(facts: Facts) -> Iterator[Found]:
    for claim in facts.kind("PersistentVolumeClaim", ""):
        yield claim, ("spec",), claim.body.get("spec")
    for owner in facts.kind("StatefulSet"):
        for index, one in enumerate(items(owner.body, "spec", "volumeClaimTemplates")):
            where = ("spec", "volumeClaimTemplates", index, "spec")
            yield owner, where, mapping(one).get("spec")
    for pods in facts.pods:
        for index, volume in enumerate(items(pods.spec, "volumes")):
            if mapping(volume).get("ephemeral") is not None:
                way = ("ephemeral", "volumeClaimTemplate", "spec")
                path = (*pods.spec_path, "volumes", index, *way)
                yield pods.manifest, path, mapping(volume, *way)


def _class(
    facts: Facts, manifest: Manifest, path: FieldPath, name: Any, known: set[str]
) -> Iterator[Broken]:
    listed = facts.site.storage_classes
    what = f"a claim of {manifest.ref.kind} {manifest.ref.name} is of class {name or 'nothing'}"
    if name not in listed:
        remedy = f"use {' or '.join(listed)}"
        yield Broken(manifest, f"{what}, which is not listed", remedy, path)
    elif known and name not in known:
        yield Broken(manifest, f"{what}, which does not exist", "render the class", path)


def _database(facts: Facts, cluster: Manifest, known: set[str]) -> Iterator[Broken]:
    spec = mapping(cluster.body, "spec")
    for field in ("storage", "walStorage"):
        if field not in spec and field != "storage":
            continue
        storage, path = mapping(spec, field), ("spec", field)
        yield from _class(facts, cluster, path, storage.get("storageClass"), known)
        template = mapping(storage, "pvcTemplate")
        for name in FOREIGN:
            if template.get(name) is not None:
                message = f"Cluster {cluster.ref.name} asks for an existing volume or data ({name})"
                yield Broken(cluster, message, f"remove {name}", (*path, "pvcTemplate", name))
    for index, one in enumerate(items(spec, "tablespaces")):
        of = mapping(one, "storage").get("storageClass")
        yield from _class(facts, cluster, ("spec", "tablespaces", index, "storage"), of, known)


RULE = Rule("S01", "own-volumes", Severity.CRITICAL, check)
