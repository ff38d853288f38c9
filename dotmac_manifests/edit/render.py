"""Writes new values in ruamel's round-trip style, quoted as every YAML reader needs it."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from dotmac_manifests.edit.layout import Indentation
from dotmac_manifests.kube.yaml_writer import dump

_WIDTH = 2**30  # columns: lines are never wrapped
_SHORT = 80  # characters of a list of scalars that is written on one line
_MARKS = re.compile(r"[][{},:]")  # between brackets, people and some readers mistake them
_QUOTED: dict[str, Callable[[str], str]] = {
    '"': DoubleQuotedScalarString,
    "'": SingleQuotedScalarString,
    "|": LiteralScalarString,
}


class _Representer(RoundTripRepresenter):
    """Writes null as a word, and fractions as the manifests' writer does."""

    def null(self, _: None) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")

    def fraction(self, value: float) -> Any:
        written = dump([{"k": value}]).removeprefix("k: ").removesuffix("\n")
        return self.represent_scalar("tag:yaml.org,2002:float", written)


_Representer.add_representer(type(None), _Representer.null)
_Representer.add_representer(float, _Representer.fraction)


def round_tripper(indentation: Indentation) -> YAML:
    """A reader and writer that keeps comments, order and quotes, and never wraps lines."""
    yaml = YAML()
    yaml.Representer = _Representer
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(
        mapping=indentation.mapping,
        sequence=indentation.dash + indentation.item,
        offset=indentation.dash,
    )
    return yaml


def prepared(value: object, *, flow: bool = False) -> Any:
    """``value`` as ruamel has to write it: quoted where needed, short lists in one line.

    With ``flow`` everything goes on one line, between brackets or braces.
    """
    if isinstance(value, dict):
        mapping = CommentedMap(
            (_text(key, flow=flow, inline=True), prepared(item, flow=flow))
            for key, item in value.items()
        )
        if flow or not value:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        flow = flow or _is_short(value)
        items = CommentedSeq(prepared(item, flow=flow) for item in value)
        if flow:
            items.fa.set_flow_style()
        return items
    return _text(value, flow=flow, inline=flow) if isinstance(value, str) else value


def document(value: dict[str, object]) -> str:
    """A whole document in block style."""
    return _dumped(prepared(value), Indentation())


def lines(value: object, indentation: Indentation, *, item: bool, inline: bool) -> list[str]:
    """``value`` as it follows a key, or a dash when it is an ``item``, line by line.

    The first line is what stands behind the `:` or `-`, with its gap, or is empty; the others begin
    in the column of that key or dash. ``inline`` refuses texts of several lines: they get quotes.
    """
    value = _text(value, flow=False, inline=inline) if isinstance(value, str) else prepared(value)
    text = _dumped([value] if item else {"k": value}, indentation)
    sign = "-" if item else "k:"
    start = text.index(sign)  # ruamel indents the dashes of a root as well
    first, *rest = text.removesuffix("\n").split("\n")
    return [first[start + len(sign) :].rstrip(" "), *(line[start:] for line in rest)]


def key(text: str) -> str:
    """A key, plain or in quotes, for a block mapping."""
    return _dumped({_text(text, flow=False, inline=True): 1}, Indentation()).removesuffix(": 1\n")


def flow(value: object) -> str:
    """``value`` on one line, for a place between brackets or braces."""
    return _dumped(prepared([value], flow=True), Indentation()).strip()[1:-1]


def flow_pair(name: str, value: object) -> str:
    """A key with its value, for a place between braces."""
    return _dumped(prepared({name: value}, flow=True), Indentation()).strip()[1:-1]


def requoted(new: str, old: str, style: str, *, in_flow: bool) -> str | None:
    """A text in the quotes ``style`` of the ``old`` one, or None where it needs none or others.

    Double quotes that the old text needed say nothing about the next; all others were a choice.
    """
    if style == "'" and not new.isprintable():
        return None
    if style != "'" and _natural(old) in _QUOTED:
        return None
    quoted = _QUOTED[style](new)
    if in_flow:
        items = CommentedSeq([quoted])
        items.fa.set_flow_style()
        return _dumped(items, Indentation()).strip()[1:-1]
    return _dumped({"k": quoted}, Indentation()).removesuffix("\n").removeprefix("k: ")


def _dumped(value: object, indentation: Indentation) -> str:
    stream = StringIO()
    round_tripper(indentation).dump(value, stream)
    return stream.getvalue()


def _is_short(items: list[object]) -> bool:
    if any(isinstance(item, dict | list) for item in items):
        return False
    return sum(len(str(item)) + 2 for item in items) <= _SHORT


def _natural(text: str) -> str:
    """With what the manifests' writer begins a text: a quote, `|`, or the text itself."""
    return dump([{"k": text}])[3]


def _text(text: str, *, flow: bool, inline: bool) -> str:
    style = _natural(text)
    if (style == "|" and inline) or (flow and style not in _QUOTED and _MARKS.search(text)):
        style = '"'
    return _QUOTED.get(style, str)(text)
