"""The whole fleet into `dist/`: rendered as far as it changed since the run that is remembered.

What is remembered can make a run succeed sooner and nothing else. Whenever it leads to a problem,
the run is done again with less of it, and in the end without any.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from dotmac_manifests.edit.changes import ChangeSet
from dotmac_manifests.emit.bring import Bringing
from dotmac_manifests.emit.cache import Cache
from dotmac_manifests.emit.cache_former import program_since, remembered
from dotmac_manifests.emit.cache_found import Found
from dotmac_manifests.emit.cache_inputs import Inputs, former_contents
from dotmac_manifests.emit.cache_keys import claims, narrowed, unit_keys
from dotmac_manifests.emit.cache_program import still
from dotmac_manifests.emit.cache_save import output
from dotmac_manifests.emit.cache_stamps import Files
from dotmac_manifests.emit.cache_state import State, save
from dotmac_manifests.emit.cache_units import Units
from dotmac_manifests.emit.renderer import FEW, render_some, tenant_of
from dotmac_manifests.emit.tree import MARKER, Changes, Stage, claim, locked
from dotmac_manifests.errors import InputError
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.load import TENANTS_FOLDER, load_fleet

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from dotmac_manifests.emit.merge import Shards
    from dotmac_manifests.emit.rendered import Rendered

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run did, and what the plan warns of."""

    objects: int
    files: int
    changes: Changes
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """Inputs that a verb has edited, and that are written just before ``dist/`` is.

    With ``shown`` nothing is written at all: it collects the new content of each file of ``dist/``
    that would change, None for those that would go.
    """

    changes: ChangeSet
    shown: dict[str, bytes | None] | None = None


class _Whole(Exception):
    """What is remembered does not do for this run."""


def synth_fleet(
    root: Path,
    out: Path,
    cache: Cache | None,
    *,
    check: bool = False,
    direct: bool = False,
    executor: Executor | None = None,
    draft: Draft | None = None,
    shards: Shards | None = None,
    progress: Progress = lambda _: None,
    told: Callable[[Outcome], None] = lambda _: None,
) -> Outcome:
    """Bring ``out`` to what the inputs below ``root`` say, or with ``check`` only compare.

    A check reads every file of ``out``: it takes from the cache which content each should have,
    and never that it has it. With ``direct`` what is rendered goes through cdk8s, object by
    object; otherwise only samples of many units do, and what is many is rendered by the workers of
    ``executor``; or nothing is, and ``shards`` hold what others rendered. The inputs are taken as
    ``draft`` has them, and written once all is judged. ``told`` is called once ``out`` is as they
    say, before that is remembered.

    Raises InputError and TreeError, as `synth.synth` does, and ChangeError when the inputs cannot
    be written; in all these cases nothing was written.
    """
    if not root.is_dir():
        load_fleet(root)  # says what is missing, before a folder is made in its place
    reads_only = check or (draft is not None and draft.shown is not None)
    if not reads_only or out.exists():
        claim(out)
    with nullcontext() if reads_only else locked(out):
        return _Run(root, out, cache, check, direct, executor, draft, shards, progress, told).run()


class _Run:
    def __init__(
        self,
        root: Path,
        out: Path,
        cache: Cache | None,
        check: bool,
        direct: bool,
        executor: Executor | None,
        draft: Draft | None,
        shards: Shards | None,
        progress: Progress,
        told: Callable[[Outcome], None],
    ) -> None:
        self.root, self.cache, self.check, self.draft = root, cache, check, draft
        self.shown = draft.shown if draft else None
        self.reads_only = check or self.shown is not None
        self.direct, self.executor, self.progress, self.told = direct, executor, progress, told
        self.shards = shards
        former, self.before = remembered(cache, str(root), str(out))
        self.former = former
        self.sources, self.environment, self.program = program_since(former)
        self.inputs = Inputs.look(str(root), former)
        if draft is not None:
            self.inputs = self.inputs.drafted(draft.changes.files)
        self.verified: dict[str, str] = {}
        self.found = Found.look(str(out), former.output if former and not check else None)
        trusted = former is not None and former.program == self.program
        self.units = self.before if trusted else Units()

    def run(self) -> Outcome:
        """The cheapest of three ways that leads to no problem, or else the last one's problems."""
        try:
            return self._part()
        except _Whole:
            pass
        if len(self.units):
            with suppress(InputError):  # perhaps of what is remembered, so without it
                return self._bring(self._planned(), {})
            self.units = Units()
        with self._prepared():
            return self._bring(self._planned(), {})

    def _planned(self) -> FleetPlan:
        return build_plan(load_fleet(self.root, self.inputs.read))

    @contextmanager
    def _prepared(self) -> Iterator[None]:
        """Lets processes import, while this one reads and plans, what they will need."""
        if self.direct or self.shards is not None or len(self.inputs.contents) <= FEW:
            yield
            return
        from dotmac_manifests.emit import canary  # noqa: PLC0415 - few runs need one
        from dotmac_manifests.emit.batch import Workers  # noqa: PLC0415 - costs its import

        if isinstance(self.executor, Workers):
            self.executor.prepare()
        canary.prepare()
        try:
            yield
        finally:
            canary.dismiss()

    def _part(self) -> Outcome:
        """Only tenants' own files have changed: the plan of all others is as it was."""
        slugs = self._changed_tenants()
        others = self.units.only(name for name in self.units if tenant_of(name) not in slugs)
        wanted = slugs | {slug for name in self._damaged if (slug := tenant_of(name))}
        fleet = load_fleet(self.root, self.inputs.read, tenants=wanted)
        try:
            plan = build_plan(fleet)
            taken = others.claims()
            for one in (*plan.tenants.values(), *plan.moving.values()):
                if one.slug in slugs and not taken.isdisjoint(claims(one)):
                    raise _Whole
            own = {name: key for name in others if (key := others.key(name))}
            return self._bring(plan, own)
        except InputError:
            raise _Whole from None

    def _changed_tenants(self) -> frozenset[str]:
        """Tenants whose files are new or other; raises _Whole when anything else has changed."""
        before = former_contents(self.former) if self.former and len(self.units) else {}
        now = self.inputs.contents
        if not before or before.keys() - now.keys():
            raise _Whole
        changed = [name for name, content in now.items() if before.get(name) != content]
        folder, ending = f"{TENANTS_FOLDER}/", ".yaml"
        if not all(name.startswith(folder) and name.endswith(ending) for name in changed):
            raise _Whole
        return frozenset(name.removeprefix(folder).removesuffix(ending) for name in changed)

    @cached_property
    def _damaged(self) -> frozenset[str]:
        """Remembered units of which a file is gone or has another content; a check needs none."""
        suspects = self.found.lost | self.found.touched
        if not suspects or self.found.known is None:
            return frozenset()
        found = set()
        for name in self.before:
            row = self.before.row(name)
            if row is None or suspects.isdisjoint(row.paths):
                continue
            for path, known in row.files.items():
                content = self.found.content(path) if path in suspects else known
                if content != known:
                    found.add(name)
                elif path in suspects:
                    self.verified[path] = known
        return frozenset(found)

    def _bring(self, plan: FleetPlan, others: Mapping[str, str]) -> Outcome:
        """Render what is missing of ``plan`` and of ``others``, which are keys of more units."""
        plan = narrowed(plan)
        keys = {**others, **dict(unit_keys(plan, self.program))}
        kept = self.units.only(
            name
            for name in self.units
            if keys.get(name) == self.units.key(name) and name not in self._damaged
        )
        with nullcontext() if self.reads_only else Stage(Path(self.found.home)) as stage:
            bringing = Bringing(self.found, self.before, kept, stage, self.shown)
            missing = {name for name in keys if name not in kept}
            own = {one.slug: one for one in (*plan.tenants.values(), *plan.moving.values())}
            for unit in self._rendered(plan, [name for name in keys if name in missing]):
                slug = tenant_of(unit.unit)
                bringing.take(unit, keys[unit.unit], claims(own[slug]) if slug else ())
            if missing != bringing.rows.keys():
                raise AssertionError(f"not rendered: {sorted(missing - bringing.rows.keys())}")
            if self.check:
                bringing.compare_kept()
            changes = bringing.finish(plan, partial(self._rendered, plan), self._write_inputs)
        warnings = plan.warnings
        del plan, own  # much in a large fleet, and nobody else holds them
        units = self.units.updated(bringing.rows, kept)
        files = [MARKER, *units.paths()]
        other = frozenset((*changes.added, *changes.changed))
        same = tuple(path for path in files if path not in other)
        done = Outcome(units.objects(), len(files), replace(changes, unchanged=same), warnings)
        self.told(done)
        if stage is not None and self.cache is not None:
            contents = {**self.verified, **bringing.contents}
            written = output(self.found, files, stage.stamps, contents, changes.removed)
            self._remember(self.cache, warnings, units, written)
        return done

    def _rendered(self, plan: FleetPlan, names: Collection[str]) -> Iterator[Rendered]:
        if self.shards is not None:
            return self.shards.rendered(names, self.inputs)
        return render_some(
            plan, frozenset(names), self.progress, direct=self.direct, executor=self.executor
        )

    def _write_inputs(self) -> None:
        if self.draft is not None:
            self.draft.changes.write(self.root)

    def _as_written(self) -> Inputs | None:
        """The inputs if they are what was rendered; a draft's are looked at when written."""
        if self.draft is None:
            return self.inputs if self.inputs.still else None
        found = Inputs.look(str(self.root), self.former)
        return found if found.contents == self.inputs.contents else None

    def _remember(
        self, cache: Cache, warnings: Sequence[str], units: Units, written: Files
    ) -> None:
        """Unless the inputs or the program were edited meanwhile."""
        program, inputs = still(self.sources), self._as_written()
        if program is None or inputs is None:
            return
        state = State(
            groups=(program, inputs.files, written),
            environment=self.environment,
            program=self.program,
            objects=units.objects(),
            warnings=warnings,
            contents=inputs.table(),
            units=units.table(),
        )
        save(cache, state)
