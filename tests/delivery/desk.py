"""A desk to draft at: the seed fleet's inputs in a scratch folder, verbs applied without Node."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from dotmac_manifests.delivery.draft import Draft
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """Inputs below ``root``; verbs write them at once, after the plan has judged them."""

    root: Path

    @property
    def fleet(self) -> Fleet:
        return _fleet(_key(self.files()))

    @property
    def plan(self) -> FleetPlan:
        return _plan(_key(self.files()))

    def do(self, verb: Callable[..., None], *arguments: Any, **named: Any) -> tuple[str, ...]:
        """Apply ``verb(draft, fleet, …)``; the paths that changed. Raises, with nothing written,
        what the verb or the plan refuses."""
        draft = Draft(self.root)
        verb(draft, self.fleet, *arguments, **named)
        changes = draft.changes
        after = {path: data for path, data in (self.files() | changes.files).items() if data}
        _plan(_key(after))
        changed = tuple(path for path in changes.files if self.read(path) != changes.files[path])
        changes.write(self.root)
        return changed

    def read(self, path: str) -> bytes | None:
        file = self.root / path
        return file.read_bytes() if file.is_file() else None

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
        }


Key = tuple[tuple[str, bytes], ...]


def _key(files: Mapping[str, bytes]) -> Key:
    return tuple(sorted(files.items()))


@lru_cache(maxsize=16)
def _fleet(files: Key) -> Fleet:
    """Tests look at the same inputs many times; a folder with none lets the overlay speak alone."""
    return load_fleet(ROOT / "no-such-folder", dict(files))


@lru_cache(maxsize=16)
def _plan(files: Key) -> FleetPlan:
    return build_plan(_fleet(files))


def desk(root: Path) -> Desk:
    """A copy of the repository's inputs."""
    shutil.copy(ROOT / "platform.yaml", root)
    for folder in ("regions", "tenants"):
        shutil.copytree(ROOT / folder, root / folder)
    return Desk(root)
