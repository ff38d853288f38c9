"""One share of a fleet into a folder of its own, for `merge` to put together with the others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dotmac_manifests.components.plain import Trees
from dotmac_manifests.emit.cache_inputs import Inputs
from dotmac_manifests.emit.cache_keys import narrowed
from dotmac_manifests.emit.incremental import Outcome
from dotmac_manifests.emit.program import program
from dotmac_manifests.emit.renderer import render_some
from dotmac_manifests.emit.shard_file import FILE, Origin, ShardError, Share, document, line
from dotmac_manifests.emit.tree import MARKER, Changes, Stage, claim, existing, locked
from dotmac_manifests.emit.unit import units
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.load import load_fleet

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dotmac_manifests.emit.rendered import Rendered


def synth_shard(
    root: Path,
    out: Path,
    share: Share,
    *,
    direct: bool = False,
    executor: Executor | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Render a share of the fleet into ``out``, which is owned whole.

    Everything is read and planned, so that mistakes are found in every share. What only shows in
    the whole, as objects that would disappear, is for the merge to refuse.

    Raises InputError as `render` does, TreeError when the folder cannot be used, and ShardError
    when it holds something else or the inputs change meanwhile; nothing was written then.
    """
    if (out / MARKER).is_file() and not (out / FILE).is_file():
        raise ShardError(f"{out} holds manifests, and no shard; give --out a folder of its own")
    claim(out)
    with locked(out), Stage(out) as stage:
        writing = _Writing(out, stage)
        inputs = Inputs.look(str(root), None)
        origin = Origin(inputs.told(), program())
        plan = narrowed(build_plan(load_fleet(root, inputs.read)))
        for unit in render_some(
            plan, _names(plan, share, direct), progress, direct=direct, executor=executor
        ):
            writing.take(unit)
        if not inputs.still or program() != origin.program:
            raise ShardError("the inputs were changed while they were rendered; run again")
        changes = writing.finish(document(share, origin, writing.lines))
    files = len(changes.added) + len(changes.changed) + len(changes.unchanged)
    return Outcome(writing.objects, files, changes, plan.warnings)


class _Writing:
    """The folder on its way to the shard."""

    def __init__(self, out: Path, stage: Stage) -> None:
        self._out, self._stage = out, stage
        self._left = set(existing(out)) - {MARKER}
        self._added: list[str] = []
        self._changed: list[str] = []
        self._unchanged: list[str] = []
        self.lines: list[str] = []
        self.objects = 0

    def take(self, unit: Rendered) -> None:
        for path, data in unit.files.items():
            self._file(path, data)
        self.lines.append(line(unit))
        self.objects += unit.objects

    def finish(self, told: bytes) -> Changes:
        self._file(FILE, told)
        self._stage.commit(self._left)
        lists = (self._added, self._changed, self._left, self._unchanged)
        return Changes(*(tuple(sorted(paths)) for paths in lists))

    def _file(self, path: str, data: bytes) -> None:
        found = self._out / path
        known = path in self._left
        self._left.discard(path)
        if known and not found.is_symlink() and found.read_bytes() == data:
            self._unchanged.append(path)
            return
        (self._changed if known else self._added).append(path)
        self._stage.put(path, data)


def _names(plan: FleetPlan, share: Share, direct: bool) -> frozenset[str]:
    if not direct:
        Trees.stay_in_python()
    return frozenset(unit.name for unit in units(plan) if share.takes(unit.name))
