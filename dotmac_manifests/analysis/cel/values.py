"""What operators and functions do with values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from dotmac_manifests.analysis.cel.syntax import Unknown


class Failed(Exception):
    """An expression that has no value for this request, as a field that is missing."""


def same(left: Any, right: Any) -> bool:
    """Equality, where numbers are equal by value and nothing is equal to another type."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    return bool(left == right) and (numbers or type(left) is type(right))


def contains(item: Any, held: Any) -> bool:
    """`item in held`."""
    if isinstance(held, dict):
        return not isinstance(item, list | dict) and item in held
    if isinstance(held, list):
        return any(same(item, one) for one in held)
    raise Failed("in: neither list nor map")


def item_of(held: Any, key: Any) -> Any:
    """`held[key]`."""
    if isinstance(held, dict) and isinstance(key, str) and key in held:
        return held[key]
    if isinstance(held, list) and _whole(key) and 0 <= key < len(held):
        return held[key]
    raise Failed(f"no such key: {key}")


def added(left: Any, right: Any) -> Any:
    """`left + right`."""
    if type(left) is type(right) and isinstance(left, str | list):
        return left + right
    return _numbers(left, right, lambda a, b: a + b)


def less(left: Any, right: Any) -> bool:
    """`left < right`."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return bool(_numbers(left, right, lambda a, b: a < b))


def _less_or_same(left: Any, right: Any) -> bool:
    return less(left, right) or same(left, right)


def _numbers(left: Any, right: Any, do: Callable[[Any, Any], Any]) -> Any:
    if _number(left) and _number(right):
        return do(left, right)
    raise Failed("no such overload")


def _divided(left: Any, right: Any) -> Any:
    if right == 0:
        raise Failed("division by zero")
    if isinstance(left, int) and isinstance(right, int):
        found = abs(left) // abs(right)
        return found if (left < 0) == (right < 0) else -found
    return left / right


def _rest(left: Any, right: Any) -> Any:
    return left - right * _divided(left, right)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    """RE2's expression as Python's: `$` is the end of the text, classes hold ASCII."""
    if re.search(r"\(\?(?!:|P<|i\))|\\[0-9pPCQEzAX]", text):
        raise Unknown(f"the pattern {text!r} cannot be judged")
    parts = re.findall(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]])*\]|.", text, re.DOTALL)
    if any("[:" in part for part in parts):
        raise Unknown(f"the pattern {text!r} cannot be judged")
    try:
        return re.compile("".join(r"\Z" if part == "$" else part for part in parts), re.ASCII)
    except re.error:
        raise Unknown(f"the pattern {text!r} cannot be judged") from None


def _size(value: Any) -> int:
    if isinstance(value, str | list | dict):
        return len(value)
    raise Failed("size: no such overload")


def _joined(items: Any, between: str = "") -> str:
    if all(isinstance(one, str) for one in items):
        return between.join(items)
    raise Failed("join: not text")


def _split(text: str, between: str) -> list[str]:
    return text.split(between) if between else list(text)


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": same,
    "!=": lambda left, right: not same(left, right),
    "in": contains,
    "[]": item_of,
    "+": added,
    "-": lambda left, right: _numbers(left, right, lambda a, b: a - b),
    "*": lambda left, right: _numbers(left, right, lambda a, b: a * b),
    "/": lambda left, right: _numbers(left, right, _divided),
    "%": lambda left, right: _numbers(left, right, _rest),
    "<": less,
    "<=": _less_or_same,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: _less_or_same(right, left),
}
"""Operators of two values, both of which are needed."""

TEXTS: Mapping[tuple[str, int], Callable[..., Any]] = {
    ("contains", 2): lambda text, part: part in text,
    ("endsWith", 2): str.endswith,
    ("indexOf", 2): str.find,
    ("lowerAscii", 1): lambda text: "".join(c.lower() if c.isascii() else c for c in text),
    ("matches", 2): lambda text, pattern: _pattern(pattern).search(text) is not None,
    ("replace", 3): str.replace,
    ("split", 2): _split,
    ("startsWith", 2): str.startswith,
    ("trim", 1): str.strip,
    ("upperAscii", 1): lambda text: "".join(c.upper() if c.isascii() else c for c in text),
}
"""Methods of text whose arguments are all text, by name and number of arguments with the text."""


def call(name: str, arguments: tuple[Any, ...], method: bool) -> Any:
    """The value of a function; raises Unknown for one that is not known."""
    count = len(arguments)
    if name == "size" and count == 1:
        return _size(arguments[0])
    if not method and name == "matches":
        method = True
    if method and (name, count) in TEXTS:
        if not all(isinstance(one, str) for one in arguments):
            raise Failed(f"{name}: no such overload")
        return TEXTS[name, count](*arguments)
    if method and name == "join" and count in (1, 2) and isinstance(arguments[0], list):
        return _joined(*arguments)
    raise Unknown(f"the function {name} is not known")
