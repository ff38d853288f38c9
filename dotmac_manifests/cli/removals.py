"""`dotmac removal`: approve by name what the deletion guard holds back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli.apply import DryRun, editing
from dotmac_manifests.cli.console import Output
from dotmac_manifests.cli.inputs import Root
from dotmac_manifests.cli.tenant_verbs import Format

app = typer.Typer(help="Approved removals of rendered objects.", no_args_is_help=True)


@app.command("approve")
def approve(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the record.")],
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it in Git.")],
    approved_by: Annotated[str, typer.Option(help="Who approved it.")],
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Approve by name what the next render lets disappear.

    Tenants and regions are not approved away: they leave by `tenant offboard`, `tenant move` and
    `region retire`.
    """
    from dotmac_manifests.delivery import removals
    from dotmac_manifests.emit.synth import Selection, prepare

    with editing(root, output, dry_run) as (fleet, plan, draft):
        prepared = prepare(plan, root / "dist", Selection(), check=True)
        objects = [one.key for one in prepared.gone]
        removals.approve(draft, fleet, plan, name, objects, reason=reason, approved_by=approved_by)
