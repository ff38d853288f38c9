"""One object that differs between two sets of manifests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dotmac_manifests.analysis.differences.fields import FieldChange
from dotmac_manifests.kube.refs import Identity, ObjectRef


class Action(StrEnum):
    """What became of an object."""

    added = "added"
    changed = "changed"
    removed = "removed"


@dataclass(frozen=True)
class Side:
    """An object as one set has it; ``file`` and ``line`` are where it begins in that set.

    ``body`` is empty when both sets have the object: then its changes tell all.
    """

    ref: ObjectRef
    region: str
    file: str
    line: int
    body: Mapping[str, Any] = field(repr=False)

    @property
    def key(self) -> tuple[str, Identity]:
        """What makes it the same object in both sets, in whatever file and version."""
        return self.region, self.ref.identity


@dataclass(frozen=True)
class Change:
    """An object that was added, changed or removed.

    ``tenant`` is whose it is, empty for the platform's own. ``likeness`` is the same for changes
    that are the same but for the words of their tenant and region.
    """

    old: Side | None
    new: Side | None
    fields: tuple[FieldChange, ...]
    tenant: str
    likeness: str

    @property
    def action(self) -> Action:
        """What became of the object."""
        if self.old is None:
            return Action.added
        return Action.removed if self.new is None else Action.changed

    @property
    def side(self) -> Side:
        """The object as it is, or as it was if it is gone."""
        found = self.new or self.old
        assert found is not None, "a change is of an object"
        return found

    @property
    def ref(self) -> ObjectRef:
        """The address of the object."""
        return self.side.ref

    @property
    def region(self) -> str:
        """Folder of the object's cluster; empty if all of a set is one cluster."""
        return self.side.region

    @property
    def title(self) -> str:
        """Kind and name, for people."""
        ref = self.ref
        return (
            f"{ref.kind} {ref.namespace}/{ref.name}" if ref.namespace else f"{ref.kind} {ref.name}"
        )

    @property
    def sort_key(self) -> tuple[str, ...]:
        """By region, the platform before tenants, then by name; removals first, as they hurt."""
        ref, order = self.ref, {"removed": "0", "changed": "1", "added": "2"}
        return (
            self.region,
            self.tenant,
            ref.namespace,
            order[self.action],
            ref.kind,
            ref.name,
            ref.group,
            self.side.file,
            str(self.side.line),
        )
