"""Nobody brings a volume; they are made for claims.

Why: a PersistentVolume is a path into any disk, share or node that its author names, and the next
claim may bind it. The content of a snapshot names any snapshot of the account, another tenant's
included.

Reads: everything: no PersistentVolume, VolumeAttachment or VolumeSnapshotContent; no VolumeSnapshot
of existing content.

Violating:

    apiVersion: v1
    kind: PersistentVolume
    metadata: {name: root}
    spec:
      hostPath: {path: /}

Clean:

    apiVersion: snapshot.storage.k8s.io/v1
    kind: VolumeSnapshot
    metadata: {name: before, namespace: tenant-acme}
    spec:
      source: {persistentVolumeClaimName: data}

Source: CIS 5.1.9; K8S-MT; https://kubernetes.io/docs/concepts/storage/volume-snapshots/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule

KINDS = (
    "PersistentVolume",
    "VolumeAttachment",
    "VolumeGroupSnapshotContent",
    "VolumeSnapshotContent",
)


def check(facts: Facts) -> Iterator[Broken]:
    """Ways to somebody's disk that go past claims."""
    for kind in KINDS:
        for found in facts.kind(kind):
            message = f"{kind} {found.ref.name} leads to a disk of its author's choice"
            yield Broken(found, message, "remove it; ask for a volume by a claim")
    for snapshot in facts.kind("VolumeSnapshot"):
        source = mapping(snapshot.body, "spec", "source")
        if set(source) != {"persistentVolumeClaimName"}:
            message = f"VolumeSnapshot {snapshot.ref.name} is of a snapshot that is there already"
            yield Broken(snapshot, message, "make it of a claim", ("spec", "source"))


RULE = Rule("S03", "no-volumes", Severity.CRITICAL, check)
