"""Reads `platform.yaml`, `regions/` and `tenants/`; reports everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.yaml_reader import Document, read_document
from dotmac_manifests.spec.base import API_VERSION, Model
from dotmac_manifests.spec.explain import explain
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.platform import Platform
from dotmac_manifests.spec.records import Removal, Rollout, Tombstone
from dotmac_manifests.spec.region import Region
from dotmac_manifests.spec.tenant import Tenant

PLATFORM_FILE = "platform.yaml"
REGIONS_FOLDER = "regions"
TENANTS_FOLDER = "tenants"
ROLLOUTS_FOLDER = "rollouts"
TOMBSTONES_FOLDER = "tombstones"
REMOVALS_FOLDER = "removals"

Overlay = Mapping[str, bytes | None]
"""Content of files as if it were written, by path below the root; None is a file that is gone."""

Parsed = TypeVar("Parsed", Platform, Region, Tenant, Rollout, Tombstone, Removal)


_document = lru_cache(maxsize=32)(read_document)
"""For those who load again and again: the files that concern all tenants seldom change."""


@dataclass
class _Loader:
    root: Path
    overlay: Overlay
    only: Collection[str] | None = None
    problems: list[Problem] = field(default_factory=list)

    def document(self, path: Path) -> Document | None:
        name = path.relative_to(self.root).as_posix()
        try:
            data = self.overlay.get(name)
            return _document(path.read_bytes() if data is None else data, name)
        except InputError as error:
            self.problems.extend(error.problems)
        except OSError as error:
            reason = error.strerror or str(error)
            remedy = f"write a {PLATFORM_FILE}" if name == PLATFORM_FILE else "make it readable"
            self.problems.append(Problem(name, 0, 0, "", f"cannot be read: {reason}", remedy))
        return None

    def parse(self, model: type[Parsed], path: Path) -> tuple[Parsed, Source] | None:
        document = self.document(path)
        if document is None:
            return None
        source = Source(document)
        try:
            parsed = model.model_validate(document.value)
        except ValidationError as error:
            self.problems.extend(explain(error, source, model))
            return None
        if path.name != PLATFORM_FILE and parsed.metadata.name != path.stem:
            self.problems.append(
                source.problem(
                    ("metadata", "name"),
                    f"is {parsed.metadata.name!r}, but the file is called {path.name}",
                    f"rename the file to {parsed.metadata.name}.yaml or the object to {path.stem}",
                )
            )
        return parsed, source

    def paths(self, folder: str) -> list[Path]:
        """Files of a folder, as they are or as the overlay has them."""
        base = self.root / folder
        if folder == TENANTS_FOLDER and self.only is not None:
            return [base / f"{name}.yaml" for name in sorted(self.only)]
        found = set(base.iterdir()) if base.is_dir() else set()
        for name, data in self.overlay.items():
            path = self.root / name
            if path.parent == base:
                found.discard(path) if data is None else found.add(path)
        return sorted(path for path in found if not path.name.startswith("."))

    def folder(
        self, model: type[Parsed], folder: str, *, needed: bool = False
    ) -> dict[str, tuple[Parsed, Source]]:
        found: dict[str, tuple[Parsed, Source]] = {}
        for path in self.paths(folder):
            written = self.overlay.get(f"{folder}/{path.name}") is not None
            if path.suffix != ".yaml" or not (written or path.is_file()):
                name = path.relative_to(self.root).as_posix()
                remedy = f"name it {path.stem}.yaml" if path.suffix == ".yml" else "move it away"
                self.problems.append(Problem(name, 0, 0, "", "is not a *.yaml file", remedy))
                continue
            parsed = self.parse(model, path)
            if parsed is not None:
                found[path.stem] = parsed
        if needed and not found and not self.problems:
            self.problems.append(
                Problem(
                    f"{folder}/", 0, 0, "", f"holds no {model.__name__}", "write at least one file"
                )
            )
        return found


def load_fleet(
    root: Path, overlay: Overlay | None = None, *, tenants: Collection[str] | None = None
) -> Fleet:
    """Read every input below ``root``, with the files of ``overlay`` in place of what is there.

    With ``tenants`` only theirs of the tenants' files, for what concerns no other tenant.

    Raises InputError with all problems of all files: encoding, YAML, unknown or missing fields,
    wrong types, names that do not match their file. Meaning across files is the plan's business.
    """
    loader = _Loader(root, overlay or {}, tenants)
    platform = loader.parse(Platform, root / PLATFORM_FILE)
    regions = loader.folder(Region, REGIONS_FOLDER, needed=True)
    found = loader.folder(Tenant, TENANTS_FOLDER, needed=tenants is None)
    rollouts = loader.folder(Rollout, ROLLOUTS_FOLDER)
    tombstones = loader.folder(Tombstone, TOMBSTONES_FOLDER)
    removals = loader.folder(Removal, REMOVALS_FOLDER)
    if loader.problems or platform is None:
        raise InputError(loader.problems)
    return Fleet(
        platform=platform[0],
        platform_source=platform[1],
        regions=_first(regions),
        region_sources=_second(regions),
        tenants=_first(found),
        tenant_sources=_second(found),
        rollouts=_first(rollouts),
        tombstones=_first(tombstones),
        removals=_first(removals),
        record_sources={
            source.document.file: source
            for records in (rollouts, tombstones, removals)
            for _, source in records.values()
        },
    )


def _first(found: Mapping[str, tuple[Parsed, Source]]) -> dict[str, Parsed]:
    return {name: pair[0] for name, pair in sorted(found.items())}


def _second(found: Mapping[str, tuple[Parsed, Source]]) -> dict[str, Source]:
    return {name: pair[1] for name, pair in sorted(found.items())}


MODELS: Mapping[str, type[Model]] = {
    model.__name__: model for model in (Platform, Region, Tenant, Rollout, Tombstone, Removal)
}
"""Kind to model, for the exported JSON Schemas."""

__all__ = ["API_VERSION", "MODELS", "Overlay", "load_fleet"]
