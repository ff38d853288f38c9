"""`dotmac schema`: JSON Schemas of the inputs, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli.console import user_errors, write


def command(
    out_dir: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write one file a kind instead of printing."),
    ] = None,
) -> None:
    """Export the JSON Schemas of Platform, Region and Tenant."""
    from dotmac_manifests.report import json
    from dotmac_manifests.spec.jsonschema import schemas

    with user_errors():
        found = schemas()
        if out_dir is None:
            write(json.document(found))
            return
        out_dir.mkdir(parents=True, exist_ok=True)
        for kind, schema in found.items():
            path = out_dir / f"{kind.lower()}.schema.json"
            path.write_text(json.document(schema), encoding="utf-8")
