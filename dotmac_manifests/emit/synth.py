"""Plan to `dist/`: render what was asked for, compare, write; or only say what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from dotmac_manifests.emit.render import Rendered, index_files, index_path, render
from dotmac_manifests.emit.tree import (
    MARKER,
    MARKER_TEXT,
    TEMPORARY,
    Changes,
    claim,
    compare,
    existing,
    folders,
    locked,
    write,
)
from dotmac_manifests.emit.unit import Unit, units
from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.plan.model import FleetPlan


@dataclass(frozen=True)
class Selection:
    """Which units to render; empty means all of them."""

    tenants: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether the whole fleet is rendered, so that whatever else is there is stale."""
        return not self.tenants and not self.regions

    def takes(self, unit: Unit) -> bool:
        """Whether a unit was asked for: by its tenant, by its region, or by both."""
        if self.regions and unit.region not in self.regions:
            return False
        return not self.tenants or unit.tenant in self.tenants


@dataclass(frozen=True)
class Summary:
    """What a run did, or in a check would do."""

    objects: int
    files: int
    changes: Changes


Progress = Callable[[str], None]


def synth(
    plan: FleetPlan,
    out: Path,
    selection: Selection,
    *,
    check: bool = False,
    progress: Progress = lambda _: None,
) -> Summary:
    """Render the selection into ``out``, or with ``check`` only compare.

    Raises InputError when the rendered objects contradict a schema or each other, and TreeError
    when the folder cannot be used; in both cases nothing was written.
    """
    if not check or out.exists():
        claim(out)
    rendered: list[Rendered] = []
    for unit in units(plan):
        if selection.takes(unit):
            progress(unit.name)
            rendered.append(render(unit))
    _refuse_doubles(rendered)
    files = {path: data for unit in rendered for path, data in unit.files.items()}
    if selection.everything:
        files[MARKER] = MARKER_TEXT
    if check:
        changes = compare(out, files, _stale(out, rendered, files, selection))
    else:
        with locked(out):
            changes = compare(out, files, _stale(out, rendered, files, selection))
            write(out, files, changes)
    return Summary(sum(unit.objects for unit in rendered), len(files), changes)


def _stale(
    out: Path, rendered: Iterable[Rendered], files: dict[str, bytes], selection: Selection
) -> frozenset[str]:
    """Files that must go: of a whole run everything else, of a partial one what its units had.

    So must a link or file that stands where a folder has to be.
    """
    present = existing(out)
    if selection.everything:
        return present - files.keys()
    former = {path for path in present if path.endswith(TEMPORARY)} | (present & folders(files))
    for unit in rendered:
        path = index_path(unit.unit)
        if path in present:
            listed = index_files((out / path).read_bytes())
            former.update(name for name in listed if name in present)
    return frozenset(former - files.keys())


def _refuse_doubles(rendered: Iterable[Rendered]) -> None:
    """Two units of one cluster must not render the same object."""
    seen: dict[tuple[str, tuple[str, str, str, str]], str] = {}
    problems = []
    for unit in rendered:
        for identity, path in unit.identities.items():
            other = seen.setdefault((unit.region, identity), path)
            if other != path:
                name = "/".join(part for part in identity if part)
                problems.append(Problem(path, 0, 0, name, f"is rendered in {other} already"))
    if problems:
        raise InputError(problems)
