"""The fleet as people wrote it: every file parsed, with the place of every field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from dotmac_manifests.errors import Problem
from dotmac_manifests.kube.yaml_reader import Document
from dotmac_manifests.spec.platform import Platform
from dotmac_manifests.spec.records import Removal, Rollout, Tombstone
from dotmac_manifests.spec.region import Region
from dotmac_manifests.spec.tenant import Tenant


@dataclass(frozen=True)
class Source:
    """One input file, so that a problem found later can still name file, line and column."""

    document: Document

    def problem(self, path: Sequence[str | int], message: str, remedy: str = "") -> Problem:
        """A problem at the field that ``path`` names, or at its nearest ancestor."""
        line, column = self.document.position(path)
        field = ".".join(str(part) for part in path)
        return Problem(self.document.file, line, column, field, message, remedy)

    def unknown(self, path: Sequence[str | int], name: str, known: Collection[str]) -> Problem:
        """A reference that leads nowhere."""
        return self.problem(path, f"{name!r} does not exist", f"write one of {', '.join(known)}")


@dataclass(frozen=True)
class Fleet:
    """All inputs; the mappings are keyed by name and sorted by it."""

    platform: Platform
    regions: Mapping[str, Region]
    tenants: Mapping[str, Tenant]
    platform_source: Source
    region_sources: Mapping[str, Source]
    tenant_sources: Mapping[str, Source]
    rollouts: Mapping[str, Rollout] = field(default_factory=dict)
    tombstones: Mapping[str, Tombstone] = field(default_factory=dict)
    removals: Mapping[str, Removal] = field(default_factory=dict)
    record_sources: Mapping[str, Source] = field(default_factory=dict)
    """Of roll-outs, tombstones and removals, by path of the file."""

    def source_of(self, record: Rollout | Tombstone | Removal) -> Source:
        """The file that a record stands in."""
        return self.record_sources[f"{record.kind.lower()}s/{record.metadata.name}.yaml"]
