"""How a render is started: what is remembered, who works, what is refused before."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from dotmac_manifests.cli import parts
from dotmac_manifests.cli.console import CLEAN, err, user_errors
from dotmac_manifests.cli.outcome import report
from dotmac_manifests.cli.workers import Workers
from dotmac_manifests.emit.cache import Cache, base
from dotmac_manifests.errors import DotmacError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from rich.status import Status

    from dotmac_manifests.emit.incremental import Draft, Outcome
    from dotmac_manifests.plan.model import FleetPlan


def synth_usual(root: str, out: str, cache: str | None) -> int:
    """The whole fleet, with no option but where things are; the exit code."""
    home, folder = Path(root), Path(out)
    with user_errors():
        kept = cache_of(Path(cache) if cache else None, home, folder)
        report(synth_all(home, folder, kept, False, False, Workers(os.cpu_count() or 1)))
    return CLEAN


def synth_some(
    root: Path,
    folder: Path,
    tenants: Collection[str],
    regions: Collection[str],
    check: bool,
    direct: bool,
) -> Outcome:
    """Some units, which no run before has to do with."""
    from dotmac_manifests.components.plain import Trees

    if not direct:
        Trees.stay_in_python()
    from dotmac_manifests.cli.inputs import read
    from dotmac_manifests.emit import node_death
    from dotmac_manifests.emit.incremental import Outcome
    from dotmac_manifests.emit.synth import Selection, synth

    _, plan = read(root)
    _known(tenants, regions, plan)
    _apart(folder, root)
    selection = Selection(frozenset(tenants), frozenset(regions))
    with node_death.told(), closing(_Progress()) as progress:
        done = synth(plan, folder, selection, check=check, progress=progress)
    return Outcome(done.objects, done.files, done.changes, plan.warnings)


def synth_all(
    root: Path,
    folder: Path,
    cache: Cache | None,
    check: bool,
    direct: bool,
    workers: Workers,
    draft: Draft | None = None,
    merge: Sequence[Path] = (),
    told: Callable[[Outcome], None] = lambda _: None,
) -> Outcome:
    """The whole fleet, as far as it changed, rendered here or by others.

    ``told`` hears of it before it is remembered.
    """

    def tell(done: Outcome) -> None:
        progress.close()
        told(done)

    from dotmac_manifests.emit.incremental import synth_fleet

    _apart(folder, root)
    shards = parts.shards(folder, merge) if merge else None
    with closing(_Progress()) as progress, workers.executor() as executor:
        return synth_fleet(
            root,
            folder,
            cache,
            check=check,
            direct=direct,
            executor=executor,
            draft=draft,
            shards=shards,
            progress=progress,
            told=tell,
        )


def synth_share(root: Path, folder: Path, share: str, direct: bool, workers: Workers) -> Outcome:
    """A share of the fleet, for a later merge."""
    _apart(folder, root)
    with closing(_Progress()) as progress:
        return parts.synth_shard(root, folder, share, direct, workers, progress)


def synth_draft(root: Path, draft: Draft) -> Outcome:
    """What a verb edited, judged and rendered whole, then written: inputs first, dist/ next."""
    folder = root / "dist"
    cache = cache_of(None, root, folder)
    return synth_all(root, folder, cache, False, False, Workers(os.cpu_count() or 1), draft)


def cache_of(chosen: Path | None, root: Path, folder: Path) -> Cache:
    """What is remembered; refuses to keep it where people write, or where this tool does."""
    where = Path(base(chosen, os.environ))
    for owned in (folder, *(root / name for name in ("regions", "tenants"))):
        if where.resolve().is_relative_to(owned.resolve()):
            raise DotmacError(f"{where} lies in {owned}; give --cache-dir a folder of its own")
    return Cache(str(where), root, folder)


class _Progress:
    """A line that says what is being rendered, from the first unit on."""

    def __init__(self) -> None:
        self._shown: Status | None = None

    def __call__(self, unit: str) -> None:
        if not sys.stderr.isatty():
            return
        if self._shown is None:
            self._shown = err().status("Rendering")
            self._shown.start()
        self._shown.update(f"Rendering {unit}")

    def close(self) -> None:
        """Take the line away, if there is one."""
        if self._shown is not None:
            self._shown.stop()
            self._shown = None


def _known(tenants: Collection[str], regions: Collection[str], plan: FleetPlan) -> None:
    """Refuse a selection that names what is not there, which would render nothing."""
    for kind, wanted, known in (
        ("tenant", tenants, list(plan.tenants)),
        ("region", regions, list(plan.regions)),
    ):
        for name in wanted:
            if name not in known:
                raise DotmacError(f"There is no {kind} {name!r}; known: {', '.join(known)}")
    for slug in tenants:
        home = plan.tenants[slug].region.name
        if regions and home not in regions:
            raise DotmacError(f"Tenant {slug!r} is in region {home}, which --region leaves out")


def _apart(folder: Path, root: Path) -> None:
    """Refuse to own a folder that people write in, or one that holds such a folder."""
    from dotmac_manifests.spec.load import REGIONS_FOLDER, TENANTS_FOLDER

    own, home = folder.resolve(), root.resolve()
    inputs = (home / REGIONS_FOLDER, home / TENANTS_FOLDER)
    if home.is_relative_to(own) or any(own.is_relative_to(path) for path in inputs):
        raise DotmacError(f"{folder} is a folder of inputs; give --out a folder of its own")


def nothing_lost(folder: Path, since: str, root: Path, check: bool) -> None:
    """Raise what is gone since a revision without a record, even if dist/ matches the inputs."""
    from dotmac_manifests.cli.inputs import read
    from dotmac_manifests.emit.guard import guard
    from dotmac_manifests.emit.history import gone_since
    from dotmac_manifests.errors import InputError

    if not check:
        raise DotmacError("--since compares what is committed; it goes with --check")
    _, plan = read(root)
    refused = tuple(guard(gone_since(folder, since), plan))
    if refused:
        raise InputError(refused)
