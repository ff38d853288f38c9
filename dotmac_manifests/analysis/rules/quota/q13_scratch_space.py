"""Scratch space has a size, and fits what the pod may use.

Why: an `emptyDir` without a size grows until the node's disk is full, and then the kubelet evicts
pods of everybody on the node. One that is larger than the pod's limit only looks bounded: the pod
is evicted before its own limit is reached. Logs count too, so some room must be left for them; a
volume in memory counts as memory.

Reads: volumes of every pod template and `ephemeralVolumesSizeLimit` of CloudNativePG clusters:
`emptyDir.sizeLimit`; the sum of those on disk and 64Mi for logs must not exceed the containers'
limits of ephemeral-storage, the sum of those in memory not their limits of memory.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - name: app
          image: app
          resources: {limits: {ephemeral-storage: 1Gi, memory: 1Gi}}
      volumes:
        - {name: cache, emptyDir: {sizeLimit: 2Gi}}
        - {name: tmp, emptyDir: {}}

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers:
        - name: app
          image: app
          resources: {limits: {ephemeral-storage: 1Gi, memory: 1Gi}}
      volumes:
        - {name: cache, emptyDir: {sizeLimit: 512Mi}}
        - {name: tmp, emptyDir: {sizeLimit: 64Mi}}

Source: https://kubernetes.io/docs/concepts/storage/volumes/#emptydir and
https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import Unreadable, amount, pod_amounts, text
from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.peak import instance
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

LOGS = amount("64Mi")
"""At the least: a node keeps several files of ten MiB for each container."""
REMEDY = "give the volume a size, or the containers a larger limit"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield volumes without a size, and pods whose volumes exceed what they may use."""
    for pods in facts.pods:
        yield from _pod(pods)
    for cluster in facts.kind("Cluster", "postgresql.cnpg.io"):
        spec = mapping(cluster.body, "spec")
        sizes = mapping(spec, "ephemeralVolumesSizeLimit")
        for field, resource in (("temporaryData", "ephemeral-storage"), ("shm", "memory")):
            path = ("spec", "ephemeralVolumesSizeLimit", field)
            try:
                used = amount(sizes.get(field), path)
            except Unreadable as error:
                message = f"{field} of {cluster.ref} has no size: {error}"
                yield Broken(cluster, message, "set it in ephemeralVolumesSizeLimit", path)
                continue
            try:
                limit = instance(facts, cluster, {}).amounts.get(f"limits.{resource}")
            except Unreadable:
                continue  # the arithmetic of its quota says so
            yield from _fits(cluster, path, resource, used, limit)


def _pod(pods: Pods) -> Iterator[Broken]:
    used = {"ephemeral-storage": 0, "memory": 0}
    for index, volume in enumerate(items(pods.spec, "volumes")):
        if "emptyDir" not in mapping(volume):
            continue
        scratch = mapping(volume, "emptyDir")
        path = (*pods.spec_path, "volumes", index, "emptyDir", "sizeLimit")
        try:
            size = amount(scratch.get("sizeLimit"), path)
        except Unreadable:
            name = mapping(volume).get("name")
            message = f"scratch volume {name} of {pods.manifest.ref} has no size"
            yield Broken(pods.manifest, message, "set emptyDir.sizeLimit", path)
            continue
        medium = str(scratch.get("medium") or "")
        memory = medium == "Memory" or medium.startswith("HugePages")
        used["memory" if memory else "ephemeral-storage"] += size
    try:
        limits = pod_amounts(pods.spec, pods.spec_path, {}).amounts
    except Unreadable as error:
        message = f"scratch space of {pods.manifest.ref} cannot be judged: {error}"
        yield Broken(pods.manifest, message, "write quantities", error.path)
        return
    for resource, size in used.items():
        if size:
            limit = limits.get(f"limits.{resource}")
            yield from _fits(pods.manifest, pods.spec_path, resource, size, limit)


def _fits(
    manifest: Manifest, path: FieldPath, resource: str, used: int, limit: int | None
) -> Iterator[Broken]:
    needed = used + (LOGS if resource == "ephemeral-storage" else 0)
    if limit is not None and needed > limit:
        size, most = text(resource, needed), text(resource, limit)
        message = f"scratch volumes of {manifest.ref} and its logs take {size} of {resource}"
        yield Broken(manifest, f"{message}, its limit is {most}", REMEDY, path)


RULE = Rule("Q13", "scratch-space", Severity.MEDIUM, check)
