"""Plan to `dist/`: render what was asked for, compare, write; or only say what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dotmac_manifests.emit.guard import Gone, gone, guard
from dotmac_manifests.emit.owners import Owners, cut, problems
from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.rendered import Rendered, index_files, index_path
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
from dotmac_manifests.errors import InputError
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


Progress = Callable[[str], None]


@dataclass(frozen=True)
class Prepared:
    """A render in memory, compared with ``out``; nothing is written yet."""

    out: Path
    selection: Selection
    files: Mapping[str, bytes]
    units: tuple[str, ...]
    objects: int
    changes: Changes
    gone: tuple[Gone, ...]
    """Objects that stand in ``out`` and would stand there no more."""


def prepare(
    plan: FleetPlan,
    out: Path,
    selection: Selection,
    *,
    check: bool = False,
    progress: Progress = lambda _: None,
) -> Prepared:
    """Render the selection and compare it with ``out``, which with ``check`` need not exist.

    Raises InputError when the rendered objects contradict a schema or each other, and TreeError
    when the folder cannot be used.
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
    names = tuple(unit.unit for unit in rendered)
    changes = compare(out, files, _stale(out, names, files, selection))
    standing = {
        one for unit in rendered for hashes in unit.identities.values() for one in cut(hashes)
    }
    before = {
        path: (out / path).read_bytes()
        for path in (*changes.changed, *changes.removed)
        if path.endswith(".yaml") and (out / path).is_file()
    }
    return Prepared(
        out=out,
        selection=selection,
        files=files,
        units=names,
        objects=sum(unit.objects for unit in rendered),
        changes=changes,
        gone=gone(before, standing),
    )


def commit(prepared: Prepared) -> Changes:
    """Write what was prepared; compares once more, since others may have written meanwhile.

    Raises TreeError when the folder cannot be written.
    """
    with locked(prepared.out):
        stale = _stale(prepared.out, prepared.units, prepared.files, prepared.selection)
        changes = compare(prepared.out, prepared.files, stale)
        write(prepared.out, prepared.files, changes)
    return changes


@dataclass(frozen=True)
class Summary:
    """What a run did, or in a check would do."""

    objects: int
    files: int
    changes: Changes


def synth(
    plan: FleetPlan,
    out: Path,
    selection: Selection,
    *,
    check: bool = False,
    progress: Progress = lambda _: None,
) -> Summary:
    """Render the selection into ``out``, or with ``check`` only compare.

    Raises InputError when the rendered objects contradict a schema or each other, or when objects
    would disappear that no record lets go, and TreeError when the folder cannot be used; in all
    these cases nothing was written.
    """
    prepared = prepare(plan, out, selection, check=check, progress=progress)
    refused = tuple(guard(prepared.gone, plan))
    if refused:
        raise InputError(refused)
    changes = prepared.changes if check else commit(prepared)
    return Summary(prepared.objects, len(prepared.files), changes)


def _stale(
    out: Path, names: Iterable[str], files: Mapping[str, bytes], selection: Selection
) -> frozenset[str]:
    """Files that must go: of a whole run everything else, of a partial one what its units had.

    So must a link or file that stands where a folder has to be.
    """
    present = existing(out)
    if selection.everything:
        return present - files.keys()
    former = {path for path in present if path.endswith(TEMPORARY)} | (present & folders(files))
    for name in names:
        path = index_path(name)
        if path in present:
            listed = index_files((out / path).read_bytes())
            former.update(found for found in listed if found in present)
    return frozenset(former - files.keys())


def _refuse_doubles(rendered: Iterable[Rendered]) -> None:
    """Two units of one cluster must not render the same object."""
    owners = Owners()
    for unit in rendered:
        for path, hashes in unit.identities.items():
            owners.add(path, hashes)
    wrong = owners.doubled()
    if wrong:
        files = (file for unit in rendered for file in unit.files.items())
        raise InputError(tuple(problems(wrong, files)))
