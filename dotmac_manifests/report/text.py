"""What people read in a terminal: problems, changes, tables. Honours NO_COLOR and pipes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dotmac_manifests.errors import Problem
from dotmac_manifests.report.plain import MARKS, visible

_STYLES = {"added": "green", "changed": "yellow", "removed": "red"}


def problems(console: Console, found: Sequence[Problem]) -> None:
    """Each problem on one line: place, field, what is wrong, what to do."""
    for problem in found:
        line = Text()
        place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
        line.append(visible(place), style="bold")
        line.append(": ")
        if problem.field:
            line.append(visible(problem.field), style="cyan")
            line.append(": ")
        line.append(visible(problem.message))
        if problem.remedy:
            line.append(visible(f"; {problem.remedy}"), style="green")
        console.print(line, soft_wrap=True)
    count = len(found)
    console.print(f"{count} problem{'' if count == 1 else 's'}", style="bold red")


def warnings(console: Console, found: Sequence[str]) -> None:
    """Each warning on one line."""
    for warning in found:
        console.print(Text(f"warning: {visible(warning)}", style="yellow"), soft_wrap=True)


def changes(console: Console, found: Mapping[str, Sequence[str]]) -> None:
    """Changed paths by what happened to them: `added`, `changed`, `removed`."""
    for kind, mark in MARKS.items():
        lines = "\n".join(f"{mark} {visible(path)}" for path in found[kind])
        if lines:
            console.print(Text(lines, style=_STYLES[kind]), soft_wrap=True)


def table(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table; every cell is text as it is, without markup."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(visible(cell)) for cell in row))
    console.print(grid)
