"""Reads the plain block style in which programs write YAML, line by line.

Lines of a fleet repeat, so a line is understood once and looked up from then on, which also makes
equal texts one object. Whatever goes beyond the style, such as anchors, flow collections, comments
after a value or folded text, is declined, never guessed.
"""

from __future__ import annotations

import json
import math
import re
from typing import NamedTuple

from dotmac_manifests.kube.yaml_manifests import scalar

_CACHE_SIZE = 500_000  # lines
_LONGEST_CACHED = 300  # characters

_LINE = re.compile(
    r"(?P<indent> *)(?P<dash>- +)?"
    r"(?:(?P<key>[A-Za-z0-9_./$][A-Za-z0-9_./$-]*|\"[A-Za-z0-9_./$ -]*\"):(?: +(?P<value>\S.*))?"
    r"|(?P<item>\S.*))",
)
_PLAIN = re.compile(
    r"(?:[A-Za-z0-9_/.$(+^]|--?[A-Za-z0-9./])(?:[^\s:#]|:(?=\S)|(?<=\S)#| (?=[^\s#]))*"
)
_DOUBLE = re.compile(r'"(?:[^"\\]|\\["\\/bfnrt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"')
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_LITERALS = {"|": "\n", "|-": ""}  # what follows the last line


class _Line(NamedTuple):
    """One line, understood: after the dash at ``indent``, if any, text begins at ``inner``."""

    indent: int
    inner: int
    key: str | None
    value: object
    opens: str
    """Empty after a value, `:` before one on the next lines, `{`, `[`, or how a literal begins."""


_cache: dict[str, _Line | None] = {}


class DeclinedError(Exception):
    """The text goes beyond the style."""


def read_lines(text: str) -> list[tuple[int, dict[str, object]]]:
    """Line and value of every document that is not empty.

    The text has only characters that YAML allows, no tabs, and no line ends but one kind. Raises
    DeclinedError.
    """
    lines = text.split("\n")
    documents = []
    start, end = 0, len(lines)
    while start < end:
        first, document, start = read_document(lines, start)
        if document:
            documents.append((first + 1, document))
    return documents


def read_document(  # noqa: PLR0912, PLR0915 - one loop, as calls in it would double its time
    lines: list[str], at: int = 0, margin: int = 0
) -> tuple[int, dict[str, object], int]:
    """The document from line ``at``: its first line, its value, and where the next begins.

    Its keys stand at column ``margin``, from 0. Raises DeclinedError.
    """
    if len(_cache) > _CACHE_SIZE:
        _cache.clear()
    root: dict[str, object] = {}
    stack: list[tuple[int, dict[str, object] | list[object]]] = [(margin, root)]
    indent, here = stack[0]
    pending: dict[str, object] | None = None  # holds the key that still waits for its value
    pending_key, pending_indent, first = "", 0, -1
    end, cache = len(lines), _cache
    while at < end:
        text = lines[at]
        at += 1
        line = cache.get(text)
        if line is None:
            if text == "---":
                break
            bare = text.lstrip(" ")
            if not bare or bare[0] == "#":
                continue
            line = _understand(text)
        column, inner, key, value, opens = line
        if first < 0:
            first = at - 1
        if pending is not None:
            if inner != column and column >= pending_indent:
                here = pending[pending_key] = []
                indent = column
                stack.append((column, here))
            elif inner == column and column > pending_indent:
                here = pending[pending_key] = {}
                indent = column
                stack.append((column, here))
            pending = None
        while indent > column or (inner == column and indent == column and type(here) is list):
            stack.pop()
            if not stack:
                raise DeclinedError
            indent, here = stack[-1]
        if indent != column:
            raise DeclinedError
        if opens:
            if opens == "{":
                value = {}
            elif opens == "[":
                value = []
            elif opens == ":":
                value = None
            else:
                value, at = _literal(lines, at, inner if key is not None else column, opens)
        if inner != column:
            if type(here) is not list:
                raise DeclinedError
            if key is None:
                here.append(value)
                continue
            mapping: dict[str, object] = {}
            here.append(mapping)
            indent, here = inner, mapping
            stack.append((inner, mapping))
        if type(here) is not dict or key is None or key in here:
            raise DeclinedError
        here[key] = value
        if opens == ":":
            pending, pending_key, pending_indent = here, key, inner
    return first, root, at


def _understand(text: str) -> _Line:
    """Parse one line and remember it; raises when it goes beyond the style."""
    match = _LINE.fullmatch(text)
    if match is None:
        raise DeclinedError
    indent = len(match["indent"])
    inner = indent + len(match["dash"] or "")
    key = match["key"]
    if key is not None:
        key = key[1:-1] if key[0] == '"' else _plain_key(key)
    if key is None and not match["dash"]:
        raise DeclinedError
    value, opens = _value(match["value"] if key is not None else match["item"])
    line = _Line(indent, inner, key, value, opens)
    if len(text) <= _LONGEST_CACHED:
        _cache[text] = line
    return line


def _plain_key(text: str) -> str:
    if not isinstance(scalar(text), str):
        raise DeclinedError
    return text


def _value(text: str | None) -> tuple[object, str]:
    """A value as written after its key or dash, and what it opens."""
    if text is None:
        return None, ":"
    if _PLAIN.fullmatch(text):
        value = scalar(text)
        if isinstance(value, float) and not math.isfinite(value):
            raise DeclinedError
        return value, ""
    if _DOUBLE.fullmatch(text):
        return json.loads(text), ""
    if _SINGLE.fullmatch(text):
        return text[1:-1].replace("''", "'"), ""
    if text in _LITERALS:
        return None, text
    if text in {"{}", "[]"}:
        return None, text[0]
    raise DeclinedError


def _literal(lines: list[str], at: int, parent: int, style: str) -> tuple[str, int]:
    """The text of a literal block from line ``at``, deeper than ``parent``, and where it ends."""
    found: list[str] = []
    width = 0
    while at < len(lines):
        text = lines[at]
        bare = text.lstrip(" ")
        if bare:
            if not width:
                width = len(text) - len(bare)
                if width <= parent:
                    break  # nor is the next line, which may even begin a document
            if len(text) - len(bare) < width:
                break
        elif len(text) > width:
            raise DeclinedError  # a line of spaces, which may be text
        found.append(text[width:])
        at += 1
    if width <= parent or (found[-1] and at == len(lines)):
        raise DeclinedError  # no text, or the file ends without a line end
    while not found[-1]:
        found.pop()
    return "\n".join(found) + _LITERALS[style], at
