"""Differences for people at a terminal: what it comes to first, then every change once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dotmac_manifests.analysis.differences.change import Action
from dotmac_manifests.analysis.differences.differences import Differences
from dotmac_manifests.analysis.differences.groups import Group
from dotmac_manifests.report import differences_words as words
from dotmac_manifests.report.differences_lines import body_lines, field_lines
from dotmac_manifests.report.plain import visible

Line = tuple[str, str]
"""A line, and its style as rich calls it."""

_STYLES = {Action.added: "bold green", Action.changed: "bold yellow", Action.removed: "bold red"}
_LINE_STYLES = {"-": "red", "+": "green", "@": "cyan"}
_HEADS = ("region", "objects of", "added", "changed", "removed")


def lines(found: Differences, *, full: bool) -> Iterator[Line]:
    """The whole report; with ``full``, every tenant is named and new and gone objects are shown."""
    total = words.total(found.summary.total)
    yield f"{visible(found.old)} → {visible(found.new)}: {total}", "bold"
    if not found.changes:
        return
    yield "", ""
    yield from _table([_HEADS, *words.rows(found.summary, full=full)])
    yield "", ""
    yield f"kinds: {words.kinds(found.summary)}", ""
    for topic, marks in groupby(found.marks, key=lambda mark: mark.topic):
        yield "", ""
        yield topic.value, "bold"
        for mark in marks:
            yield f"  ! {words.about(mark, full=full)}", "yellow"
    for group in found.groups:
        yield "", ""
        yield from _group(group, full=full)


def _group(group: Group, *, full: bool) -> Iterator[Line]:
    shown = group.shown
    yield f"{words.title(shown)}  {words.location(shown)}", _STYLES[shown.action]
    if same := words.same_in(group, full=full):
        yield f"  {same}", "dim"
    if shown.action is Action.changed:
        changed = field_lines(shown.fields)
    else:
        changed = body_lines(words.SIGNS[shown.action], shown.side.body) if full else iter(())
    for line in changed:
        yield f"    {line}", _LINE_STYLES.get(line[:1], "")


def _table(rows: list[tuple[str, ...]]) -> Iterator[Line]:
    # The second column, which may be long, comes last.
    ordered = [(row[0], *row[2:], row[1]) for row in rows]
    widths = [max(len(row[n]) for row in ordered) for n in range(4)]
    for number, row in enumerate(ordered):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join(["", *cells, row[-1]]).rstrip(), "" if number else "bold"
