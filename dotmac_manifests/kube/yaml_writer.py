"""Writes YAML that YAML 1.1, YAML 1.2 and Go readers all read back as the same value.

Block style, two spaces a level, no anchors, no wrapped lines; text is quoted wherever any reader
could take it for something else. Source: YAML 1.1 and 1.2.2 specifications.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

SEPARATOR = "---\n"

_INT64 = 2**63
_CACHED_TEXT = 200  # characters; longer texts rarely repeat
_CACHE_SIZE = 50_000  # texts
_LONGEST_KEY = 1_000  # characters; readers stop looking for the colon after 1,024

# Text that needs no quotes by its syntax; what it may be mistaken for is _MISTAKABLE. Neither this
# nor the next has possessive quantifiers: Python 3.11 before 3.11.5 gets some of them wrong. One
# character has one alternative only, so that a text that does not match is given up in linear time.
_PLAIN = re.compile(
    r"(?:[A-Za-z0-9_/.$(+^]|--?[A-Za-z])"
    r"(?:[!-9;-~]|:(?=[!-~])| (?=[ !\"$-~]))*"  # neither ": " nor " #" nor a space at the end
)
_MISTAKABLE = re.compile(
    r"(?i:y|n|yes|no|on|off|true|false|null|[-+]?\.?(?:inf|infinity|nan))"
    r"|[-+]?[0-9._][0-9a-fA-FoOpPxX_.,:+-]*"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*"
)
# The commonest text, found sooner: by _PLAIN, of which it has no branches, and _MISTAKABLE, as no
# word that is mistaken has nine letters.
_COMMON = re.compile(r"[A-Za-z][!-9;-~]{8,}")
# Control, format and other invisible characters, fixed here because Python's own tables change.
_INVISIBLE_BUT_TAB = (
    "\x00-\x08\n-\x1f\x7f-\xa0\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u3000\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U0010ffff"
)
_INVISIBLE = f"\t{_INVISIBLE_BUT_TAB}"
_ESCAPED = re.compile(f'["\\\\{_INVISIBLE}]')
_SINGLE_QUOTABLE = re.compile(f"[^'{_INVISIBLE}]+")
# Lines of visible text and tabs, none ending in white space, the first neither empty nor indented.
_LINE = f"[^{_INVISIBLE_BUT_TAB}]+(?<![ \t])"
_LITERAL = re.compile(f"(?![ \t]){_LINE}(?:\n+{_LINE})*\n*")
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True)
class Hole:
    """Text that is filled in later: pieces of it, and numbers of the words between them."""

    pieces: tuple[str | int, ...]


@dataclass(frozen=True, eq=False)  # equal by identity, which is quick to look up
class Gap:
    """Where a hole is in a written document: what `scalar` needs to know to fill it."""

    hole: Hole
    indent: str


def dump(documents: Iterable[Mapping[str, object]]) -> str:
    """Write documents in their order, separated by `---`; without documents the text is empty.

    Values are dict, list, str, int, float, bool and None. Raises TypeError for any other type
    and for floats that are not finite, and ValueError for what no reader would read back:
    integers beyond 64 bits, keys of more than 1,000 characters, and lone surrogates.
    """
    texts = []
    for document in documents:
        parts: list[str] = []
        if document:
            _write_mapping(document, "", parts, "")
        else:
            parts.append("{}\n")
        texts.append("".join(parts))
    return SEPARATOR.join(texts)


def outline(document: Mapping[str, object]) -> list[str | Gap]:
    """One document that is not empty, as `dump` writes it, with gaps in place of its holes.

    Only values may be holes, never keys. Raises what `dump` raises.
    """
    parts: list[str | Gap] = []
    _write_mapping(document, "", parts, "")
    return parts


def scalar(text: str, indent: str) -> str:
    """Text as `dump` writes it in place of a gap with that ``indent``."""
    return _VALUES[text] or _literal(text, indent)


def _write_mapping(
    mapping: Mapping[str, object], indent: str, parts: list[Any], start: str
) -> None:
    """Write the entries at ``indent``; the first follows ``start``, its line's beginning."""
    deeper = indent + "  "
    for key, value in mapping.items():
        if type(value) is str:
            parts.append(f"{start}{_KEYS[key]}: {_VALUES[value] or _literal(value, deeper)}\n")
        elif value and type(value) is dict:
            parts.append(f"{start}{_KEYS[key]}:\n")
            _write_mapping(value, deeper, parts, deeper)
        elif value and type(value) is list:
            parts.append(f"{start}{_KEYS[key]}:\n")
            _write_list(value, deeper, parts, deeper)
        elif type(value) is Hole:
            parts += (f"{start}{_KEYS[key]}: ", Gap(value, deeper), "\n")
        else:
            parts.append(f"{start}{_KEYS[key]}: {_other(value)}\n")
        start = indent


def _write_list(items: list[object], indent: str, parts: list[Any], start: str) -> None:
    deeper = indent + "  "
    for item in items:
        if type(item) is str:
            parts.append(f"{start}- {_VALUES[item] or _literal(item, deeper)}\n")
        elif item and type(item) is dict:
            _write_mapping(item, deeper, parts, f"{start}- ")
        elif item and type(item) is list:
            _write_list(item, deeper, parts, f"{start}- ")
        elif type(item) is Hole:
            parts += (f"{start}- ", Gap(item, deeper), "\n")
        else:
            parts.append(f"{start}- {_other(item)}\n")
        start = indent


def _other(value: object) -> str:
    """Write a number, a boolean, null, or an empty collection."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return _integer(value)
    if type(value) is float:
        return _float(value)
    if type(value) is dict:
        return "{}"
    if type(value) is list:
        return "[]"
    raise TypeError(f"YAML is written from plain values, not from {type(value).__name__}")


def _integer(value: int) -> str:
    if not -_INT64 <= value < _INT64:
        raise ValueError("an integer beyond 64 bits would be read as a float by some readers")
    return str(value)


def _float(value: float) -> str:
    if not isfinite(value):
        raise TypeError(f"Kubernetes knows only finite numbers, not {value}")
    mantissa, exponent, power = repr(value).partition("e")
    # YAML 1.1 takes 1e+16 for text: a float needs its point.
    return repr(value) if "." in mantissa else f"{mantissa}.0{exponent}{power}"


def _inline(text: str) -> str:
    """Write text on one line, plain or quoted."""
    if _COMMON.fullmatch(text) or (_PLAIN.fullmatch(text) and not _MISTAKABLE.fullmatch(text)):
        return text
    # Single quotes leave JSON, regular expressions and the like readable.
    if ('"' in text or "\\" in text) and _SINGLE_QUOTABLE.fullmatch(text):
        return f"'{text}'"
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the surrogates, which are no characters
        raise ValueError(f"U+{code:04X} is half a character and cannot be written as UTF-8")
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if code <= 0xFF:  # noqa: PLR2004 - what two hexadecimal digits hold
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - four digits


def _literal(text: str, indent: str) -> str:
    """Write text of several lines as a block of lines at ``indent``."""
    body = text.rstrip("\n")
    chomping = {0: "-", 1: ""}.get(len(text) - len(body), "+")
    lines = (f"{indent}{line}" if line else "" for line in text.removesuffix("\n").split("\n"))
    return f"|{chomping}\n" + "\n".join(lines)


class _Keys(dict[str, str]):
    """How each key is written, remembered because manifests repeat theirs."""

    def __missing__(self, key: str) -> str:
        if not isinstance(key, str):
            raise TypeError(f"the key of a mapping must be text, not {key!r}")
        if len(key) > _LONGEST_KEY:
            raise ValueError(f"a key has more than {_LONGEST_KEY} characters: {key[:40]!r}…")
        return self._remember(key, _inline(key))

    def _remember(self, text: str, written: str) -> str:
        if len(text) <= _CACHED_TEXT:
            if len(self) >= _CACHE_SIZE:
                self.clear()
            self[text] = written
        return written


class _Values(_Keys):
    """How each text is written; empty for text that takes a literal block instead."""

    def __missing__(self, text: str) -> str:
        literal = "\n" in text and _LITERAL.fullmatch(text) is not None
        return self._remember(text, "" if literal else _inline(text))


_KEYS = _Keys()
_VALUES = _Values()
