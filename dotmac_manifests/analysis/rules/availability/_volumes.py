"""Volumes that keep data, and the Velero schedules that take them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dotmac_manifests.analysis.body import items, mapping, texts
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.availability._workloads import selector

NEEDED = ("persistentvolumeclaims", "persistentvolumes")


@dataclass(frozen=True)
class Volume:
    """Claims of one owner, and the labels that they will have."""

    owner: Manifest
    labels: Mapping[str, str]


def volumes(facts: Facts) -> Iterator[Volume]:
    """Claims that hold more than a cache."""
    for claim in facts.kind("PersistentVolumeClaim"):
        yield Volume(claim, texts(claim.body, "metadata", "labels"))
    for workload in facts.kind("StatefulSet"):
        ref = workload.ref
        if f"{ref.namespace}/{ref.name}" in facts.site.disposable_volumes:
            continue
        common = texts(workload.body, "spec", "selector", "matchLabels")
        for template in items(workload.body, "spec", "volumeClaimTemplates"):
            yield Volume(workload, {**texts(template, "metadata", "labels"), **common})


Schedules = Mapping[str, Sequence[Manifest]]
"""Namespace to the Velero schedules that include it; `*` stands for every namespace."""


def schedules(facts: Facts) -> Schedules:
    """Velero's schedules by the namespaces that they include."""
    found: dict[str, list[Manifest]] = defaultdict(list)
    for schedule in facts.kind("Schedule", "velero.io"):
        for name in items(schedule.body, "spec", "template", "includedNamespaces") or ("*",):
            found[str(name)].append(schedule)
    return found


def unsaved(facts: Facts, found: Schedules, volume: Volume) -> tuple[str, ...] | None:
    """Nothing when some schedule takes the volume; else why each that could does not."""
    reasons: list[str] = []
    for schedule in (*found.get(volume.owner.ref.namespace, ()), *found.get("*", ())):
        reason = _reason(facts, schedule, volume)
        if not reason:
            return None
        reasons.append(f"{schedule.ref}: {reason}")
    return tuple(reasons)


def _reason(facts: Facts, schedule: Manifest, volume: Volume) -> str:
    """Why a schedule does not take a volume; empty when it does."""
    spec = mapping(schedule.body, "spec")
    template = mapping(spec, "template")
    location = str(template.get("storageLocation", "default"))
    here = facts.find("BackupStorageLocation", schedule.ref.namespace, location) is not None
    snapshots = template.get("snapshotVolumes") is not False
    left_out = {*map(str, items(template, "excludedResources"))} & {*NEEDED, "*"}
    included = {*map(str, items(template, "includedResources"))} or {"*"}
    away = volume.owner.ref.namespace in items(template, "excludedNamespaces")
    chosen = selector(template, "labelSelector")
    others = chosen is None or not chosen.matches(volume.labels)
    reasons = {
        "is paused": spec.get("paused") is True,
        "has no time": not spec.get("schedule"),
        "leaves the namespace out": away,
        f"goes to {location}, which is not there": not here,
        "does not take volumes": not (snapshots or template.get("defaultVolumesToFsBackup")),
        "leaves claims out": bool(left_out or ("*" not in included and {*NEEDED} - included)),
        "selects other labels": template.get("labelSelector") is not None and others,
        "selects by several selectors": bool(template.get("orLabelSelectors")),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
