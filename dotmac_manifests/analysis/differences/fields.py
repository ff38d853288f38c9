"""What differs between two values: the fields, each with what it was and what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from dotmac_manifests.analysis.differences.lists import Item, aligned, labels, order_of


class Absent(Enum):
    """The one value of a field that is not there; unlike null, nobody can write it."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

Part = str | Item
_SIMPLE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class FieldChange:
    """One field: ``old`` or ``new`` is ABSENT when only the other set has it.

    With ``reordered``, the items of the list at ``path`` that both sets have stand in another
    order, and ``old`` and ``new`` are the labels of all its items. Whoever removes, changes, adds
    and then orders by all changes of an object has made the new one of the old one.
    """

    path: tuple[Part, ...]
    old: Any
    new: Any
    reordered: bool = False

    @property
    def name(self) -> str:
        """The path as people write it: `spec.containers[web].image`."""
        return path_text(self.path)

    @property
    def is_text(self) -> bool:
        """Whether both sides are text and one has several lines: better seen line by line."""
        both = isinstance(self.old, str) and isinstance(self.new, str)
        return both and ("\n" in self.old or "\n" in self.new)


def path_text(path: tuple[Part, ...]) -> str:
    """A path in one line; keys that are more than a word stand in brackets and quotes."""
    text = ""
    for part in path:
        if isinstance(part, Item):
            text += f"[{part.label or part.index}]"
        elif _SIMPLE.fullmatch(part):
            text += f".{part}"
        else:
            escaped = part.replace("\\", "\\\\").replace('"', '\\"')
            text += f'["{escaped}"]'
    return text.removeprefix(".")


def same(old: Any, new: Any) -> bool:
    """Whether two values of YAML are the same, whatever the order of keys; 1 is not true."""
    if type(old) is not type(new):
        return False
    if isinstance(old, dict):
        return old.keys() == new.keys() and all(same(old[key], new[key]) for key in old)
    if isinstance(old, list):
        return len(old) == len(new) and all(map(same, old, new))
    if isinstance(old, float):
        return repr(old) == repr(new)  # not a number is itself, too
    return bool(old == new)


def field_changes(old: Any, new: Any, path: tuple[Part, ...] = ()) -> Iterator[FieldChange]:
    """Every change from ``old`` to ``new``, by path."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            before, after = old.get(key, ABSENT), new.get(key, ABSENT)
            if before is not after:
                yield from field_changes(before, after, (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _in_lists(old, new, path)
    elif not same(old, new):
        yield FieldChange(path, old, new)


def leaves(one: FieldChange) -> Iterator[FieldChange]:
    """A change field by field, also where a whole mapping came or went."""
    if one.old is ABSENT and isinstance(one.new, dict) and one.new:
        sides: tuple[Any, Any] = ({}, one.new)
    elif one.new is ABSENT and isinstance(one.old, dict) and one.old:
        sides = (one.old, {})
    else:
        yield one
        return
    for inner in field_changes(*sides, one.path):
        yield from leaves(inner)


def _in_lists(old: list[Any], new: list[Any], path: tuple[Part, ...]) -> Iterator[FieldChange]:
    if same(old, new):
        return
    named = labels(old, new)
    for before, after, item in aligned(old, new, named):
        was = ABSENT if before is None else old[before]
        now = ABSENT if after is None else new[after]
        if was is ABSENT or now is ABSENT or item.whole:
            yield FieldChange((*path, item), was, now)
        else:
            yield from field_changes(was, now, (*path, item))
    if named and (orders := order_of(*named)):
        yield FieldChange(path, *orders, reordered=True)
