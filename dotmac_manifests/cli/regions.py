"""`dotmac region`: what the fleet says of its regions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli.console import Output, out, user_errors, write
from dotmac_manifests.cli.inputs import Root, read

app = typer.Typer(help="Regions of the fleet.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Regions of the fleet."""


@app.command("list")
def list_regions(
    output: Annotated[Output, typer.Option("-o", "--output", help="How to report.")] = Output.text,
    root: Root = Path(),
) -> None:
    """Every region: provider, environment, location, compliance, Kubernetes, tenants."""
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
