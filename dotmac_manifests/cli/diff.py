"""`dotmac diff`: what differs between two sets of rendered manifests, object by object."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dotmac_manifests.cli.console import (
    CLEAN,
    DIFFERENT,
    Output,
    err,
    out,
    user_errors,
    write,
)
from dotmac_manifests.errors import DotmacError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dotmac_manifests.analysis.differences.differences import Differences

FOLDER = "dist"
OLD = "HEAD"


class Format(StrEnum):
    """How differences are printed."""

    text = "text"
    json = "json"
    markdown = "markdown"


def command(
    old: Annotated[
        str,
        typer.Argument(
            metavar="[OLD]",
            help=f"A folder, REV:PATH, or a Git revision, of which {FOLDER}/ is meant.",
        ),
    ] = OLD,
    new: Annotated[str, typer.Argument(metavar="[NEW]", help="Likewise.")] = FOLDER,
    output: Annotated[Format, typer.Option("-o", "--output", help="How to report.")] = Format.text,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="X", help="Only this kind, tenant or region; repeatable."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Name every tenant; show new and gone objects whole.")
    ] = False,
    split: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Write Markdown there, as part-1.md and so on, each short enough for a comment.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "-j",
            "--jobs",
            min=1,
            metavar="N",
            help="Processes, each of which compares some of the files.",
            show_default="as many as cores, or one if there is little to read",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Compare on the workers of this Dask scheduler, tcp://HOST:PORT.",
        ),
    ] = None,
) -> None:
    """Show which objects two sets of manifests do not have in common, and in which fields."""
    with user_errors(Output.json if output is Format.json else Output.text):
        if split and output is not Format.markdown:
            raise DotmacError("--split is for --output markdown")
        found = _differences(old, new, only or (), jobs, scheduler)
        if split:
            _write_parts(split, found, full)
        else:
            _print(output, found, full)
    raise typer.Exit(DIFFERENT if found.changes else CLEAN)


def _differences(
    old: str, new: str, words: Sequence[str], jobs: int | None, scheduler: str | None
) -> Differences:
    import gc

    from dotmac_manifests.analysis.differences.compare import carry_out
    from dotmac_manifests.analysis.differences.differences import differences
    from dotmac_manifests.analysis.differences.only import only
    from dotmac_manifests.analysis.differences.trees import open_trees
    from dotmac_manifests.analysis.differences.work import work_on
    from dotmac_manifests.analysis.site import Site
    from dotmac_manifests.cli.processes import count, executor

    gc.disable()  # it would search all manifests again and again for cycles that are not made
    before, after = open_trees(old, new, FOLDER, Path())
    work = work_on(before, after, Site())
    wanted = only(words, work.regions)
    work = work.within(wanted.regions)
    if scheduler is None:
        with executor(count(jobs, len(work.tasks), work.size)) as processes:
            every = carry_out(work, processes)
    else:
        from dotmac_manifests.emit.scheduler import Scheduler

        with Scheduler(scheduler) as cluster:
            every = carry_out(work, cluster, remote=True)
    changes = [change for change in every if wanted.keeps(change)]
    if every and not changes:
        err().print("note: there are differences, but none of what --only asks for")
    return differences(before.name, after.name, changes)


def _print(output: Format, found: Differences, full: bool) -> None:
    if output is Format.json:
        from dotmac_manifests.report import differences_json, json

        write(json.document(differences_json.record(found)))
    elif output is Format.markdown:
        from dotmac_manifests.report import differences_markdown

        write(differences_markdown.document(found, full=full))
    else:
        _print_text(found, full)


def _print_text(found: Differences, full: bool) -> None:
    from dotmac_manifests.report import differences_text

    lines = differences_text.lines(found, full=full)
    console = out()
    if not console.is_terminal:  # nobody to see colours
        write("".join(f"{text}\n" for text, _ in lines))
        return
    from rich.text import Text

    for text, style in lines:
        console.print(Text(text, style=style), soft_wrap=True)


def _write_parts(folder: Path, found: Differences, full: bool) -> None:
    """Write the parts, and remove those of an earlier run that was longer."""
    from dotmac_manifests.report import differences_markdown

    pages = differences_markdown.pages(found, full=full)
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages, 1):
        (folder / f"part-{number}.md").write_text(page, encoding="utf-8")
    number = len(pages) + 1
    while (left := folder / f"part-{number}.md").exists():
        left.unlink()
        number += 1
    err().print(f"{len(pages)} part{'' if len(pages) == 1 else 's'} in {folder}")
