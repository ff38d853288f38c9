"""`dotmac validate`: are the inputs right? Nothing is rendered, no Node is started."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli.console import Output, tell, user_errors, write
from dotmac_manifests.cli.inputs import Root, read


def command(
    output: Annotated[Output, typer.Option("-o", "--output", help="How to report.")] = Output.text,
    root: Root = Path(),
) -> None:
    """Check platform.yaml, regions/ and tenants/, each alone and all together."""
    with user_errors(output):
        _, plan = read(root)
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document({"problems": [], "warnings": list(plan.warnings)}))
            return
        counts = f"{len(plan.tenants)} tenants in {len(plan.regions)} regions"
        tell(plan.warnings, f"{counts}: no problem found")
