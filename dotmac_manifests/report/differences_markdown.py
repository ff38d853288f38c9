"""Differences as Markdown for a comment or a job's summary: what it comes to, then every change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from dotmac_manifests.analysis.differences.attention import Mark
from dotmac_manifests.analysis.differences.change import Action
from dotmac_manifests.analysis.differences.differences import Differences
from dotmac_manifests.analysis.differences.groups import Group, places
from dotmac_manifests.report import differences_words as words
from dotmac_manifests.report.differences_lines import body_lines, field_lines
from dotmac_manifests.report.markdown_parts import PART, Block, code, parts
from dotmac_manifests.report.plain import visible

TITLE = "Differences of the manifests"
_SPECIAL = re.compile(r"([\\`*_\[\]<>|&$])")
_CALLING = re.compile(r"([@#])")
"""Signs that GitHub makes a person or an issue of; an escape does not keep it from that."""
_HEADS = ("region", "objects of", "added", "changed", "removed")


def document(found: Differences, *, full: bool) -> str:
    """Everything in one text; ``full`` as in a terminal."""
    blocks = _blocks(found, full=full)
    return f"## {TITLE}\n\n" + "".join(f"{block.markdown}\n" for block in blocks)


def pages(found: Differences, *, full: bool, limit: int = PART) -> list[str]:
    """Everything in parts of at most ``limit`` characters."""
    return parts(TITLE, _blocks(found, full=full), limit)


def _blocks(found: Differences, *, full: bool) -> Iterator[Block]:
    sets = f"{code(visible(found.old))} → {code(visible(found.new))}"
    yield Block(f"{sets}: **{words.total(found.summary.total)}**")
    if not found.changes:
        return
    rows = [_HEADS, tuple("---" for _ in _HEADS), *words.rows(found.summary, full=full)]
    yield Block("\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows))
    yield Block(f"Kinds: {_plain(words.kinds(found.summary))}")
    for topic, marks in groupby(found.marks, key=lambda mark: mark.topic):
        said = (f"- {code(visible(m.text))} in {_reach(m, full=full)}" for m in marks)
        yield Block("\n".join([f"### {topic.value}", "", *said]))
    yield Block("### Changes")
    for group in found.groups:
        yield _block(group, full=full)


def _block(group: Group, *, full: bool) -> Block:
    shown = group.shown
    same = words.same_in(group, full=full)
    more = f"  \n{_plain(same)}" if same else ""
    text = f"**{code(words.title(shown))}** {code(words.location(shown))}{more}\n"
    if shown.action is Action.changed:
        return Block(text, tuple(field_lines(shown.fields)))
    if full:
        return Block(text, tuple(body_lines(words.SIGNS[shown.action], shown.side.body)))
    return Block(text)


def _reach(mark: Mark, *, full: bool) -> str:
    return _plain(words.where(places(mark.changes), full=full))


def _cell(text: str) -> str:
    return text if text == "---" else _plain(text)


def _plain(text: str) -> str:
    """Text that means nothing to Markdown: no link, no table, and nobody is called."""
    return _CALLING.sub("\\1\u200b", _SPECIAL.sub(r"\\\1", text))
