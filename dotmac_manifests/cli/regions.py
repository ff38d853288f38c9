"""`dotmac region`: what the fleet says of its regions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli.apply import DryRun, editing
from dotmac_manifests.cli.console import Output, out, user_errors, write
from dotmac_manifests.cli.inputs import Root, read, region_names
from dotmac_manifests.cli.tenant_verbs import Format

app = typer.Typer(help="Regions of the fleet.", no_args_is_help=True)


@app.command("list")
def list_regions(
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Every region: provider, location, compliance, tenants, …"""
    with user_errors(output):
        _, plan = read(root)
        columns = (
            "region", "provider", "environment", "primary", "location", "compliance", "kubernetes",
            "edge", "tenants",
        )  # fmt: skip
        rows = [
            (
                name,
                found.spec.provider,
                found.spec.environment,
                "yes" if found.spec.primary else "no",
                found.spec.location,
                ", ".join(found.spec.compliance),
                found.minor,
                found.spec.edge.mode,
                str(len(plan.tenants_of(name))),
            )
            for name, found in plan.regions.items()
        ]
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document([dict(zip(columns, row, strict=True)) for row in rows]))
            return
        from dotmac_manifests.report import text

        text.table(out(), columns, rows)


@app.command("retire")
def retire(
    name: Annotated[str, typer.Argument(help="The region.", autocompletion=region_names)],
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it in Git.")],
    approved_by: Annotated[str, typer.Option(help="Who approved it.")],
    confirm: Annotated[str, typer.Option(metavar="NAME", help="The region's name once more.")],
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Let a region go in which no tenant has anything left."""
    from dotmac_manifests.delivery import removals

    with editing(root, output, dry_run) as (fleet, plan, draft):
        removals.retire(
            draft, fleet, plan, name, reason=reason, approved_by=approved_by, confirm=confirm
        )
