"""Reads the plain block style in which programs write YAML, many times faster than a full parser.

Whatever goes beyond the style makes the reader decline, never guess: a full parser takes over.

Objects of a fleet have most of their text in common. So a text is cut into pieces, each a field of
a document, or a field of a mapping that is one; a piece is understood once and looked up by its
whole text from then on. Equal pieces are one value in memory: nobody may change what was read.

Measured on 2,700 rendered objects, Python 3.11, one core, ms an object: this reader, line by line,
0.03; PyYAML's events 0.09 and its CSafeLoader 0.23; ryaml 0.06, which takes `yes` and `0777` for
text and keeps `<<` as a key; rapidyaml to JSON 0.02 without reading the JSON, and it loses what was
quoted. Of 1,000 tenants, whose files have three quarters of their text in common with others,
pieces save a third of the CPU time in which they are loaded. Smaller pieces would save no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dotmac_manifests.kube.yaml_lines import DeclinedError, read_document, read_lines

_MOST = 32_000_000
"""Characters of pieces that are remembered at a time."""
_USUAL = bytes([ord("\n"), *range(0x20, 0x7F)])
# Characters that only some readers take for line ends, and others that YAML forbids; and tabs.
_UNUSUAL = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_DOCUMENT = "---"
_INNER = "  "
"""What stands before the fields of a field, in the style of most programs."""
_CUT = re.compile(rf"\n(?=(?:{_INNER})?[^ \n-]|{_DOCUMENT}(?:\n|\Z))")


class _Piece(NamedTuple):
    """A field and all that is in it; no ``key`` before a new document and for a comment."""

    height: int
    """Lines."""
    is_inner: bool = False
    """Whether it belongs to a field of the document, and not to the document itself."""
    key: str | None = None
    value: object = None
    is_open: bool = False
    """Whether fields of its own may follow."""
    is_end: bool = False
    """Whether a new document begins."""


class _Pieces(dict[str, _Piece]):
    """What was understood, by its text; all is forgotten when it gets too much."""

    size = 0

    def __missing__(self, text: str) -> _Piece:
        self.size += len(text)
        if self.size > _MOST:
            self.clear()
            self.size = len(text)
        piece = self[text] = _understood(text)
        return piece


_pieces = _Pieces()


def read_block(text: str) -> list[tuple[int, dict[str, object]]] | None:
    """Line and value of every document that is not empty, or None to decline.

    Values are such as JSON has, and their keys are text; any other value is declined. Raises
    nothing: a text that is no YAML is declined as well.
    """
    # Most texts are ASCII, for which this is several times as fast as the search.
    if (not text.isascii() or text.encode().translate(None, _USUAL)) and _UNUSUAL.search(text):
        return None
    try:
        return list(_documents(text))
    except DeclinedError:
        pass  # another style, which it may be easier to follow from line to line
    try:
        return read_lines(text)
    except DeclinedError:
        return None


def _documents(  # noqa: PLR0912 - one loop, as calls in it would double its time
    text: str,
) -> Iterator[tuple[int, dict[str, object]]]:
    """Line and value of every document; raises DeclinedError."""
    if not text.endswith("\n"):
        raise DeclinedError
    line, first = 1, 0
    document: dict[str, object] = {}
    inner: dict[str, object] | None = None
    opened: str | None = None  # the field that may still be a mapping
    for written in _CUT.split(text[:-1]):
        height, is_inner, key, value, is_open, is_end = _pieces[written]
        if key is None:
            if is_end:
                if document:
                    yield first, document
                document, inner, opened = {}, None, None
        elif is_inner:
            if inner is None:
                if opened is None:
                    raise DeclinedError
                inner = document[opened] = {}
            if key in inner:
                raise DeclinedError
            inner[key] = value
        else:
            if key in document:
                raise DeclinedError
            if not document:
                first = line
            document[key] = value
            inner, opened = None, key if is_open else None
        line += height
    if document:
        yield first, document


def _understood(text: str) -> _Piece:
    """One piece; raises DeclinedError."""
    lines = text.split("\n")
    height = len(lines)
    is_end = lines[0] == _DOCUMENT
    is_inner = text.startswith(_INNER)
    lines.append("")  # a piece is whole lines
    _, found, _ = read_document(lines, int(is_end), len(_INNER) * is_inner)
    for key, value in found.items():  # there is one at most, as each begins a piece
        is_open = value is None and lines[0].endswith(":")
        return _Piece(height, is_inner, key, value, is_open)
    return _Piece(height, is_end=is_end)
