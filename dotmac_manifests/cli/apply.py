"""How every verb that edits the inputs ends: judged whole, then written, inputs before dist/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dotmac_manifests.cli.console import CLEAN, DIFFERENT, Output, err, out, user_errors, write

if TYPE_CHECKING:
    from dotmac_manifests.delivery.draft import Draft
    from dotmac_manifests.emit.synth import Prepared
    from dotmac_manifests.plan.model import FleetPlan
    from dotmac_manifests.spec.fleet import Fleet

DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Write nothing; show the diff of inputs and dist/.")
]
Now = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        metavar="MOMENT",
        envvar="DOTMAC_NOW",
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%MZ"],
        help="UTC, 2026-11-21T09:30Z or a day, by which freezes and bake times are judged.",
        show_default="the clock",
    ),
]


def moment(given: datetime | None) -> datetime:
    """The moment that a verb judges by and records; never part of what is rendered."""
    return given.replace(tzinfo=UTC) if given else datetime.now(UTC)  # noqa: TID251


@contextmanager
def editing(output: Output = Output.text) -> Iterator[None]:
    """User errors as everywhere; what a freeze or a gate holds back ends with code 1."""
    from dotmac_manifests.delivery.draft import NotYet

    with user_errors(output):
        try:
            yield
        except NotYet as error:
            if output is Output.json:
                from dotmac_manifests.report import json

                write(json.document({"heldBack": str(error)}))
            else:
                err().print(str(error), style="bold yellow", soft_wrap=True)
            raise typer.Exit(DIFFERENT) from None


def begin(root: Path) -> tuple[Fleet, FleetPlan, Draft]:
    """The fleet as it stands, which has to be sound, and an empty draft on top of it."""
    from dotmac_manifests.cli.inputs import read
    from dotmac_manifests.delivery.draft import Draft

    return *read(root), Draft(root)


def finish(root: Path, draft: Draft, output: Output, *, dry_run: bool) -> None:
    """Judge the drafted inputs and everything rendered from them; then write, or show the diff.

    Raises InputError or TreeError with nothing written. A run that is killed between the inputs
    and dist/ is completed by the next `synth`.
    """
    from dotmac_manifests.emit.guard import guard
    from dotmac_manifests.emit.synth import Selection, commit, prepare
    from dotmac_manifests.errors import InputError
    from dotmac_manifests.plan.build import build_plan
    from dotmac_manifests.spec.load import load_fleet

    changes = draft.changes
    plan = build_plan(load_fleet(root, changes.files))
    console = err()
    with console.status("Rendering") as status:
        prepared = prepare(
            plan,
            root / "dist",
            Selection(),
            check=dry_run,
            progress=lambda unit: status.update(f"Rendering {unit}"),
        )
    refused = tuple(guard(prepared.gone, plan))
    if refused:
        raise InputError(refused)
    if dry_run:
        _show(changes.diff(root), prepared, output)
    else:
        touched = changes.touched(root)
        changes.write(root)
        commit(prepared)
        _told(touched, prepared, output)
    raise typer.Exit(CLEAN)


def _show(inputs: str, prepared: Prepared, output: Output) -> None:
    from dotmac_manifests.edit.changes import ChangeSet

    found = prepared.changes
    files: dict[str, bytes | None] = {
        path: prepared.files[path] for path in (*found.added, *found.changed)
    }
    files.update(dict.fromkeys(found.removed))
    rendered = ChangeSet({f"dist/{path}": data for path, data in files.items()})
    text = inputs + rendered.diff(prepared.out.parent)
    if output is Output.json:
        from dotmac_manifests.report import json

        write(json.document({"diff": text}))
    else:
        write(text)


def _told(touched: Sequence[str], prepared: Prepared, output: Output) -> None:
    found = prepared.changes
    lists = {"added": found.added, "changed": found.changed, "removed": found.removed}
    if output is Output.json:
        from dotmac_manifests.report import json

        write(
            json.document(
                {"inputs": list(touched), **{key: list(paths) for key, paths in lists.items()}}
            )
        )
        return
    from dotmac_manifests.report import text

    console = out()
    for path in touched:
        console.print(f"edited {path}", soft_wrap=True)
    text.changes(console, {key: [f"dist/{path}" for path in paths] for key, paths in lists.items()})
    if not touched and not found.any:
        err().print("Nothing to change")
