"""Reads `platform.yaml`, `regions/` and `tenants/`; reports everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.yaml_reader import Document, read_document
from dotmac_manifests.spec.base import API_VERSION, Model
from dotmac_manifests.spec.explain import explain
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.platform import Platform
from dotmac_manifests.spec.region import Region
from dotmac_manifests.spec.tenant import Tenant

PLATFORM_FILE = "platform.yaml"
REGIONS_FOLDER = "regions"
TENANTS_FOLDER = "tenants"

Parsed = TypeVar("Parsed", Platform, Region, Tenant)


@dataclass
class _Loader:
    root: Path
    problems: list[Problem] = field(default_factory=list)

    def document(self, path: Path) -> Document | None:
        name = path.relative_to(self.root).as_posix()
        try:
            return read_document(path.read_bytes(), name)
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

    def folder(self, model: type[Parsed], folder: str) -> dict[str, tuple[Parsed, Source]]:
        found: dict[str, tuple[Parsed, Source]] = {}
        base = self.root / folder
        for path in sorted(base.iterdir()) if base.is_dir() else []:
            if path.name.startswith("."):
                continue
            if path.suffix != ".yaml" or not path.is_file():
                name = path.relative_to(self.root).as_posix()
                remedy = f"name it {path.stem}.yaml" if path.suffix == ".yml" else "move it away"
                self.problems.append(Problem(name, 0, 0, "", "is not a *.yaml file", remedy))
                continue
            parsed = self.parse(model, path)
            if parsed is not None:
                found[path.stem] = parsed
        if not found and not self.problems:
            self.problems.append(
                Problem(
                    f"{folder}/", 0, 0, "", f"holds no {model.__name__}", "write at least one file"
                )
            )
        return found


def load_fleet(root: Path) -> Fleet:
    """Read every input below ``root``.

    Raises InputError with all problems of all files: encoding, YAML, unknown or missing fields,
    wrong types, names that do not match their file. Meaning across files is the plan's business.
    """
    loader = _Loader(root)
    platform = loader.parse(Platform, root / PLATFORM_FILE)
    regions = loader.folder(Region, REGIONS_FOLDER)
    tenants = loader.folder(Tenant, TENANTS_FOLDER)
    if loader.problems or platform is None:
        raise InputError(loader.problems)
    return Fleet(
        platform=platform[0],
        platform_source=platform[1],
        regions=_first(regions),
        region_sources=_second(regions),
        tenants=_first(tenants),
        tenant_sources=_second(tenants),
    )


def _first(found: Mapping[str, tuple[Parsed, Source]]) -> dict[str, Parsed]:
    return {name: pair[0] for name, pair in sorted(found.items())}


def _second(found: Mapping[str, tuple[Parsed, Source]]) -> dict[str, Source]:
    return {name: pair[1] for name, pair in sorted(found.items())}


MODELS: Mapping[str, type[Model]] = {"Platform": Platform, "Region": Region, "Tenant": Tenant}
"""Kind to model, for the exported JSON Schemas."""

__all__ = ["API_VERSION", "MODELS", "load_fleet"]
