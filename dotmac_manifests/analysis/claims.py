"""Volumes that a namespace's objects ask for.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.amounts import NANO, Amounts, Unreadable, amount, whole
from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.replicas import scale
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

CLASS_KEY = "storageclass.storage.k8s.io"


@dataclass(frozen=True)
class Claim:
    """Volumes of one size that an object asks for."""

    manifest: Manifest
    path: FieldPath
    size: int
    count: int
    storage_class: str | None

    @property
    def amounts(self) -> Amounts:
        """By key of a quota; those of its class too, if it names one."""
        found = {"persistentvolumeclaims": self.count * NANO, "requests.storage": self.total}
        if self.storage_class:
            prefix = f"{self.storage_class}.{CLASS_KEY}"
            found |= {f"{prefix}/{key}": value for key, value in found.items()}
        return found

    @property
    def total(self) -> int:
        """Nanobytes of all of them."""
        return self.size * self.count


def claims(facts: Facts, namespace: str) -> Iterator[Claim]:
    """Every claim of a namespace, pods' own counted once; those that cannot be read left out."""
    for manifest in facts.by_namespace.get(namespace, ()):
        try:
            yield from owned(facts, manifest)
        except Unreadable:
            continue
    for pods in facts.pods_by_namespace.get(namespace, ()):
        try:
            yield from ephemeral(facts, pods, 1)
        except Unreadable:
            continue


def owned(facts: Facts, manifest: Manifest) -> Iterator[Claim]:
    """Claims that an object is or leads to, whether or not its pods run; raises Unreadable."""
    ref, spec = manifest.ref, mapping(manifest.body, "spec")
    if ref.kind == "PersistentVolumeClaim":
        yield _claim(facts, manifest, spec, ("spec",), 1)
    elif ref.kind == "StatefulSet":
        templates = items(spec, "volumeClaimTemplates")
        count = scale(facts, manifest).most if templates else 0
        for index, template in enumerate(templates):
            path = ("spec", "volumeClaimTemplates", index, "spec")
            yield _claim(facts, manifest, mapping(template, "spec"), path, count)
    elif ref.kind == "Cluster" and ref.group == "postgresql.cnpg.io":
        count = whole(spec.get("instances"), ("spec", "instances"), 1)
        volumes = [(("spec", field), spec.get(field)) for field in ("storage", "walStorage")]
        for index, table in enumerate(items(spec, "tablespaces")):
            path = ("spec", "tablespaces", index, "storage")
            volumes.append((path, mapping(table).get("storage")))  # type: ignore[arg-type]
        for where, volume in volumes:
            if volume is not None:
                yield _database_volume(facts, manifest, mapping(volume), where, count)


def _database_volume(
    facts: Facts, manifest: Manifest, volume: Body, path: FieldPath, count: int
) -> Claim:
    if "size" not in volume:
        raise Unreadable(path, "a volume without a size")
    size = amount(volume["size"], (*path, "size"))
    return Claim(manifest, path, size, count, _class(facts, volume.get("storageClass")))


def ephemeral(facts: Facts, pods: Pods, count: int) -> Iterator[Claim]:
    """Claims that live as long as their pod, of ``count`` pods; raises Unreadable."""
    for index, volume in enumerate(items(pods.spec, "volumes")):
        template = mapping(volume, "ephemeral", "volumeClaimTemplate")
        if template:
            path = (*pods.spec_path, "volumes", index, "ephemeral", "volumeClaimTemplate", "spec")
            yield _claim(facts, pods.manifest, mapping(template, "spec"), path, count)


def _claim(facts: Facts, manifest: Manifest, spec: Body, path: FieldPath, count: int) -> Claim:
    where = (*path, "resources", "requests", "storage")
    size = amount(mapping(spec, "resources", "requests").get("storage"), where)
    return Claim(manifest, where, size, count, _class(facts, spec.get("storageClassName")))


def _class(facts: Facts, name: Any) -> str | None:
    """The class of a claim, or the cluster's default."""
    if name is not None:
        return str(name)
    for found in facts.kind("StorageClass"):
        annotations = mapping(found.body, "metadata", "annotations")
        if annotations.get("storageclass.kubernetes.io/is-default-class") == "true":
            return found.ref.name
    return None
