"""`dotmac flag`: switch a feature for everybody or for one tenant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli.apply import DryRun, Now, editing, moment
from dotmac_manifests.cli.console import Output, out, user_errors, write
from dotmac_manifests.cli.inputs import Root, read, tenant_names
from dotmac_manifests.cli.tenant_verbs import Format

app = typer.Typer(help="Feature flags.", no_args_is_help=True)
OfTenant = Annotated[
    str | None,
    typer.Option("--tenant", help="Of this tenant alone.", autocompletion=tenant_names),
]


@app.command("set")
def set_flags(
    assignments: Annotated[
        list[str], typer.Argument(metavar="NAME=VALUE…", help="e.g. enableCustomerPortal=false")
    ],
    tenant: OfTenant = None,
    now: Now = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Switch flags on or off, for every tenant or for one."""
    from dotmac_manifests.delivery import flags

    with editing(root, output, dry_run) as (fleet, _, draft):
        flags.set_flags(draft, fleet, assignments, tenant, moment(now).date())


@app.command("list")
def list_flags(tenant: OfTenant = None, output: Format = Output.text, root: Root = Path()) -> None:
    """Every flag and its value."""
    from dotmac_manifests.delivery.tenants import existing

    with user_errors(output):
        fleet, _ = read(root)
        model = existing(fleet, tenant).spec.flags if tenant else fleet.platform.spec.feature_flags
        found = model.model_dump(by_alias=True)
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document(found))
            return
        from dotmac_manifests.report import text

        rows = [(name, "true" if value else "false") for name, value in found.items()]
        text.table(out(), ("flag", "value"), rows)
