"""`dotmac rule`: the manual of `verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from dotmac_manifests.cli.console import Output, out, user_errors, write
from dotmac_manifests.errors import DotmacError


def command(
    rule: Annotated[str | None, typer.Argument(metavar="[ID]", help="Id of a rule.")] = None,
    output: Annotated[Output, typer.Option("-o", "--output", help="How to report.")] = Output.text,
) -> None:
    """List the rules of verify, or print the manual page of one."""
    from dotmac_manifests.analysis.rules.registry import GROUPS, RULES
    from dotmac_manifests.analysis.rules.sources import spelt_out

    with user_errors(output):
        if rule is not None:
            if rule.upper() not in RULES:
                raise DotmacError(f"There is no rule {rule!r}; `dotmac rule` lists them")
            found = RULES[rule.upper()]
            write(f"{found.id} {found.name} ({found.severity.word})\n\n{found.manual.strip()}\n")
            for line in spelt_out(found.manual):
                write(f"  {line}\n")
            return
        columns = ("id", "severity", "group", "promise")
        rows = [
            (found.id, found.severity.word, GROUPS[found.group][0], found.title)
            for found in RULES.values()
        ]
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document([dict(zip(columns, row, strict=True)) for row in rows]))
            return
        from dotmac_manifests.report import text

        text.table(out(), columns, rows)
