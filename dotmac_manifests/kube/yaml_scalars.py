"""What an unquoted YAML scalar means, and where readers disagree about it.

Source: YAML 1.2.2, chapter 10.3 "Core Schema"; YAML 1.1 type repository; the resolvers of PyYAML
and of the Go library behind kubectl.
"""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"(?:[-+]?[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

# Read as a number, a switch or a special sign by some readers, and as text or otherwise by others.
_DISPUTED = re.compile(
    r"y|Y|n|N|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|=|<<"
    r"|[-+]?[0-9][0-9_]*"  # 017 is 15 or 17; 1_000 is a number or text
    r"|[-+]_[0-9_]*|[-+]?\._[0-9_]*"  # some drop every underscore first
    r"|[-+]?0_*[bB][01_]+|[-+]?0_*[oO][0-7_]+|[-+]?0_*[xX][0-9a-fA-F_]+"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"  # 12:30 is 750 or text
    r"|[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?"  # 1e3
)

_INT64 = 2**63
_INT64_DIGITS = 20


def resolve(text: str) -> Scalar:
    """The value of a plain scalar on which all readers agree; dates and the like are text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _HEXADECIMAL.fullmatch(text):
        return int(text, 16)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", "").lower())
    return text


def is_disputed(text: str) -> bool:
    """Whether YAML 1.1, YAML 1.2 and Go readers give a plain scalar different values.

    Dates are not counted: every reader of manifests that converts them to JSON keeps the text.
    Integers beyond 64 bits are, since Go turns them into floats.
    """
    if _INTEGER.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return len(text) > _INT64_DIGITS or not -_INT64 <= int(text, 0) < _INT64
    if _FLOAT.fullmatch(text):
        return False
    return _DISPUTED.fullmatch(text) is not None
