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
    from dotmac_manifests.emit.tree import Changes
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
def editing(root: Path, output: Output, dry_run: bool) -> Iterator[tuple[Fleet, FleetPlan, Draft]]:
    """The fleet as it stands, which has to be sound, and an empty draft on top of it.

    What the context leaves in the draft is judged with everything rendered from it, then written,
    or with ``dry_run`` shown as a diff. Whatever is wrong is told, with nothing written. A run
    that is killed between the inputs and dist/ is completed by the next `synth`.
    """
    from dotmac_manifests.cli.inputs import read
    from dotmac_manifests.delivery.draft import Draft

    with gated(output):
        draft = Draft(root)
        yield *read(root), draft
        _finish(root, draft, output, dry_run)
        raise typer.Exit(CLEAN)


@contextmanager
def gated(output: Output) -> Iterator[None]:
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


def _finish(root: Path, draft: Draft, output: Output, dry_run: bool) -> None:
    from dotmac_manifests.cli.rendering import synth_draft
    from dotmac_manifests.edit.changes import ChangeSet
    from dotmac_manifests.emit.incremental import Draft as Drafted

    changes = draft.changes
    if dry_run:
        shown: dict[str, bytes | None] = {}
        synth_draft(root, Drafted(changes, shown))
        rendered = ChangeSet({f"dist/{path}": data for path, data in shown.items()})
        _show(changes.diff(root) + rendered.diff(root), output)
    else:
        touched = changes.touched(root)
        done = synth_draft(root, Drafted(changes))
        _told(touched, done.changes, output)


def _show(diff: str, output: Output) -> None:
    if output is Output.json:
        from dotmac_manifests.report import json

        write(json.document({"diff": diff}))
    else:
        write(diff)


def _told(touched: Sequence[str], found: Changes, output: Output) -> None:
    lists = {"added": found.added, "changed": found.changed, "removed": found.removed}
    if output is Output.json:
        from dotmac_manifests.report import json

        kinds = {kind: list(paths) for kind, paths in lists.items()}
        write(json.document({"inputs": list(touched), **kinds}))
        return
    from dotmac_manifests.report import text

    console = out()
    for path in touched:
        console.print(f"edited {path}", soft_wrap=True)
    text.changes(
        console, {kind: [f"dist/{path}" for path in paths] for kind, paths in lists.items()}
    )
    if not touched and not found.any:
        err().print("Nothing to change")
