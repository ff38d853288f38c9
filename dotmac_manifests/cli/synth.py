"""`dotmac synth`: inputs to `dist/`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dotmac_manifests.cli import parts, quick
from dotmac_manifests.cli.console import (
    CLEAN,
    DIFFERENT,
    Output,
    err,
    out,
    tell,
    user_errors,
    write,
)
from dotmac_manifests.cli.inputs import Root, read, region_names, tenant_names
from dotmac_manifests.cli.workers import Workers
from dotmac_manifests.emit.cache import VARIABLE, Cache, base
from dotmac_manifests.errors import DotmacError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from rich.status import Status

    from dotmac_manifests.emit.incremental import Draft, Outcome
    from dotmac_manifests.plan.model import FleetPlan


def command(
    out_dir: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder to write, owned whole. Default: dist"),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit 1 and name each file that differs."),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="With --check: let nothing be gone either that this Git revision has.",
        ),
    ] = None,
    tenant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SLUG", help="Only this tenant; repeatable.", autocompletion=tenant_names
        ),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Only this region; repeatable.", autocompletion=region_names
        ),
    ] = None,
    cache_dir: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            envvar=VARIABLE,
            help="Folder of what earlier runs found; it may be deleted at any time.",
            show_default="the user's cache folder",
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Render everything; remember nothing.")
    ] = False,
    direct: Annotated[
        bool,
        typer.Option("--direct", help="Build every object through cdk8s in Node, one by one."),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Processes that render what is many at once.",
            show_default="the number of cores",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Render what is many on the workers of this Dask scheduler, tcp://HOST:PORT.",
        ),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Render only the I-th of N shards, into --out."),
    ] = None,
    merge: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            help="Render nothing; take all shards, from these folders or those in them.",
        ),
    ] = None,
    verify_cache: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help="Then build N units through cdk8s; exit 1 and forget all if any differs.",
        ),
    ] = 0,
    output: Annotated[Output, typer.Option("-o", "--output", help="How to report.")] = Output.text,
    root: Root = Path(),
) -> None:
    """Render the fleet into dist/, or check that dist/ is what the inputs say."""
    with user_errors(output):
        folder = Path(quick.folder(str(out_dir) if out_dir else None, str(root)))
        parts.compatible(
            {
                "--shard": shard,
                "--merge": merge,
                "--scheduler": scheduler,
                "--tenant": tenant,
                "--region": region,
                "--direct": direct,
                "--check": check,
                "--since": since,
                "--verify-cache": verify_cache,
            }
        )
        if shard is not None and out_dir is None:
            raise DotmacError("--shard needs --out, a folder of its own for the shard")
        cache = None if no_cache else cache_of(cache_dir, root, folder)
        if since is not None:
            _keeps(folder, since, root, check)
        workers = Workers(jobs or os.cpu_count() or 1, scheduler)
        if tenant or region:
            done = _some(root, folder, tenant or (), region or (), check, direct)
        elif shard is not None:
            _apart(folder, root)
            with _progress() as progress:
                done = parts.synth_shard(root, folder, shard, direct, workers, progress)
        else:
            done = _all(root, folder, cache, check, direct, workers, merge=merge or ())
        _report(done, output, check)
        if cache is not None and verify_cache:
            _verify(root, folder, cache, verify_cache)
        raise typer.Exit(DIFFERENT if check and done.changes.any else CLEAN)


def _some(
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
    from dotmac_manifests.emit import node_death
    from dotmac_manifests.emit.incremental import Outcome
    from dotmac_manifests.emit.synth import Selection, synth

    _, plan = read(root)
    _known(tenants, regions, plan)
    _apart(folder, root)
    selection = Selection(frozenset(tenants), frozenset(regions))
    with node_death.told(), _progress() as progress:
        done = synth(plan, folder, selection, check=check, progress=progress)
    return Outcome(done.objects, done.files, done.changes, plan.warnings)


def _all(
    root: Path,
    folder: Path,
    cache: Cache | None,
    check: bool,
    direct: bool,
    workers: Workers,
    draft: Draft | None = None,
    merge: Sequence[Path] = (),
) -> Outcome:
    """The whole fleet, as far as it changed, rendered here or by others."""
    from dotmac_manifests.emit.incremental import synth_fleet

    _apart(folder, root)
    shards = parts.shards(folder, merge) if merge else None
    with _progress() as progress, workers.executor() as executor:
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
        )


def synth_draft(root: Path, draft: Draft) -> Outcome:
    """What a verb edited, judged and rendered whole, then written: inputs first, dist/ next."""
    folder = root / "dist"
    cache = cache_of(None, root, folder)
    return _all(root, folder, cache, False, False, Workers(os.cpu_count() or 1), draft)


def _verify(root: Path, folder: Path, cache: Cache, count: int) -> None:
    from dotmac_manifests.emit.cache_verify import differing_units

    wrong = differing_units(root, folder, cache, count)
    for name in wrong:
        write(f"! {name}\n")
    if wrong:
        err().print(f"{len(wrong)} units were remembered wrongly; the cache was dropped")
        raise typer.Exit(DIFFERENT)


def cache_of(chosen: Path | None, root: Path, folder: Path) -> Cache:
    """What is remembered; refuses to keep it where people write, or where this tool does."""
    where = Path(base(chosen, os.environ))
    for owned in (folder, *(root / name for name in ("regions", "tenants"))):
        if where.resolve().is_relative_to(owned.resolve()):
            raise DotmacError(f"{where} lies in {owned}; give --cache-dir a folder of its own")
    return Cache(str(where), root, folder)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A line that says what is being rendered, from the first unit on."""
    with ExitStack() as stack:
        shown: list[Status] = []

        def progress(unit: str) -> None:
            if not sys.stderr.isatty():
                return
            if not shown:
                shown.append(stack.enter_context(err().status("Rendering")))
            shown[0].update(f"Rendering {unit}")

        yield progress


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


def _keeps(folder: Path, since: str, root: Path, check: bool) -> None:
    """Raise what is gone since a revision without a record, even if dist/ matches the inputs."""
    from dotmac_manifests.emit.guard import guard
    from dotmac_manifests.emit.history import gone_since
    from dotmac_manifests.errors import InputError

    if not check:
        raise DotmacError("--since compares what is committed; it goes with --check")
    _, plan = read(root)
    refused = tuple(guard(gone_since(folder, since), plan))
    if refused:
        raise InputError(refused)


def _report(done: Outcome, output: Output, check: bool) -> None:
    found = done.changes
    lists: dict[str, tuple[str, ...]] = {
        "added": found.added,
        "changed": found.changed,
        "removed": found.removed,
    }
    if output is Output.json:
        from dotmac_manifests.report import json

        counts: dict[str, Any] = {
            "objects": done.objects,
            "files": done.files,
            "unchanged": len(found.unchanged),
            "warnings": list(done.warnings),
        }
        write(json.document({**counts, **{name: list(paths) for name, paths in lists.items()}}))
        return
    if found.any:
        from dotmac_manifests.report import text

        text.changes(out(), lists)
    counts_by_kind = (len(found.added), len(found.changed), len(found.removed))
    told = quick.sentence(done.objects, counts_by_kind, len(found.unchanged), check=check)
    tell(done.warnings, told)
