"""The command line: one file per command, nothing imported before it is needed."""

from __future__ import annotations

from typing import Annotated

import typer

from dotmac_manifests import __version__
from dotmac_manifests.cli import (
    diff,
    explain,
    flags,
    reach,
    regions,
    releases,
    removals,
    rollouts,
    rule,
    schema,
    synth,
    tenants,
    validate,
    verify,
)

app = typer.Typer(
    name="dotmac",
    help="Render, prove and roll out the Kubernetes manifests of a multi-tenant platform.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("synth")(synth.command)
app.command("validate")(validate.command)
app.command("reach")(reach.command)
app.command("explain")(explain.command)
app.command("diff")(diff.command)
app.command("verify")(verify.command)
app.command("rule")(rule.command)
app.command("schema")(schema.command)
app.add_typer(tenants.app, name="tenant")
app.add_typer(regions.app, name="region")
app.add_typer(releases.app, name="release")
app.add_typer(rollouts.app, name="rollout")
app.add_typer(flags.app, name="flag")
app.add_typer(removals.app, name="removal")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dotmac {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Inputs are platform.yaml, regions/ and tenants/ of the current folder."""
