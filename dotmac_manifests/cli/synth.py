"""`dotmac synth`: inputs to `dist/`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli import parts, quick
from dotmac_manifests.cli.console import (
    CLEAN,
    DIFFERENT,
    Output,
    err,
    user_errors,
    write,
)
from dotmac_manifests.cli.inputs import Root, region_names, tenant_names
from dotmac_manifests.cli.outcome import report
from dotmac_manifests.cli.rendering import (
    cache_of,
    nothing_lost,
    synth_all,
    synth_share,
    synth_some,
)
from dotmac_manifests.cli.workers import Workers
from dotmac_manifests.emit.cache import VARIABLE, Cache
from dotmac_manifests.errors import DotmacError


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
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Stay, and render again whenever an input changes."),
    ] = False,
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
                "--watch": watch,
                "--output": output is not Output.text,
            }
        )
        if shard is not None and out_dir is None:
            raise DotmacError("--shard needs --out, a folder of its own for the shard")
        cache = None if no_cache else cache_of(cache_dir, root, folder)
        if since is not None:
            nothing_lost(folder, since, root, check)
        workers = Workers(jobs or os.cpu_count() or 1, scheduler)
        if watch:
            from dotmac_manifests.cli.watch import watch as stay

            stay(root, folder, cache, direct, workers)
        if tenant or region:
            done = synth_some(root, folder, tenant or (), region or (), check, direct)
        elif shard is not None:
            done = synth_share(root, folder, shard, direct, workers)
        else:
            done = synth_all(root, folder, cache, check, direct, workers, merge=merge or ())
        report(done, output, check=check)
        if cache is not None and verify_cache:
            _verify(root, folder, cache, verify_cache)
        raise typer.Exit(DIFFERENT if check and done.changes.any else CLEAN)


def _verify(root: Path, folder: Path, cache: Cache, count: int) -> None:
    from dotmac_manifests.emit.cache_verify import differing_units

    wrong = differing_units(root, folder, cache, count)
    for name in wrong:
        write(f"! {name}\n")
    if wrong:
        err().print(f"{len(wrong)} units were remembered wrongly; the cache was dropped")
        raise typer.Exit(DIFFERENT)
