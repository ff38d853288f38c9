"""Differences as plain data: every change of every object, and what groups and marks are about."""

from __future__ import annotations

from typing import Any

from dotmac_manifests.analysis.differences.change import Change, Side
from dotmac_manifests.analysis.differences.differences import Differences
from dotmac_manifests.analysis.differences.fields import ABSENT, FieldChange
from dotmac_manifests.analysis.differences.groups import Count


def record(found: Differences) -> dict[str, Any]:
    """``changes`` holds everything; ``groups`` and ``attention`` name changes by their index."""
    index = {id(change): number for number, change in enumerate(found.changes)}

    def numbers(changes: tuple[Change, ...]) -> list[int]:
        return [index[id(change)] for change in changes]

    return {
        "old": found.old,
        "new": found.new,
        "summary": _summary(found),
        "attention": [
            {"topic": mark.topic.name, "text": mark.text, "changes": numbers(mark.changes)}
            for mark in found.marks
        ],
        "groups": [numbers(group.changes) for group in found.groups],
        "changes": [_change(change) for change in found.changes],
    }


def _summary(found: Differences) -> dict[str, Any]:
    counts = found.summary
    return {
        "total": _count(counts.total),
        "regions": {name: _count(count) for name, count in counts.regions.items()},
        "kinds": {name: _count(count) for name, count in counts.kinds.items()},
        "tenants": [
            {"region": region, "tenant": tenant, **_count(count)}
            for (region, tenant), count in counts.places.items()
        ],
    }


def _count(count: Count) -> dict[str, int]:
    return {"added": count.added, "changed": count.changed, "removed": count.removed}


def _change(change: Change) -> dict[str, Any]:
    ref = change.ref
    return {
        "action": change.action.value,
        "region": change.region,
        "tenant": change.tenant,
        "object": {
            "apiVersion": ref.api_version,
            "kind": ref.kind,
            "namespace": ref.namespace,
            "name": ref.name,
        },
        **{name: _side(side) for name, side in (("old", change.old), ("new", change.new)) if side},
        "fields": [_field(one) for one in change.fields],
    }


def _side(side: Side) -> dict[str, Any]:
    place: dict[str, Any] = {"file": side.file, "line": side.line}
    return {**place, "body": side.body} if side.body else place


def _field(one: FieldChange) -> dict[str, Any]:
    """The path as text and in parts, where an item of a list is its index (among the new items,
    or among the old ones if it is gone); what is not there is left out."""
    parts = [part if isinstance(part, str) else part.index for part in one.path]
    record: dict[str, Any] = {"field": one.name, "path": parts}
    if one.reordered:
        record["reordered"] = True
    for name, value in (("old", one.old), ("new", one.new)):
        if value is not ABSENT:
            record[name] = value
    return record
