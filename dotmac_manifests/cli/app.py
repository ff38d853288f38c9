"""The command line: one file per command, nothing imported before it is needed."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Annotated

import typer

from dotmac_manifests import __version__

COMMANDS = ("synth", "validate", "reach", "explain", "diff", "verify", "rule", "schema")
"""Each is the function `command` of the file that is called like it."""
GROUPS = {
    "tenant": "tenants",
    "region": "regions",
    "release": "releases",
    "rollout": "rollouts",
    "flag": "flags",
    "removal": "removals",
}
"""Commands of commands: each is the `app` of a file."""


def build(chosen: str | None = None) -> typer.Typer:
    """The command line, or as much of it as one of its commands needs, which is sooner there."""
    app = typer.Typer(
        name="dotmac",
        help="Render, prove and roll out the Kubernetes manifests of a multi-tenant platform.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    alone = chosen in COMMANDS or chosen in GROUPS
    for name in COMMANDS:
        if name == chosen or not alone:
            app.command(name)(_file(name).command)
    for name, file in GROUPS.items():
        if name == chosen or not alone:
            app.add_typer(_file(file).app, name=name)
    return app


def _file(name: str) -> ModuleType:
    return import_module(f"dotmac_manifests.cli.{name}")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dotmac {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Inputs are platform.yaml, regions/ and tenants/ of the current folder."""
