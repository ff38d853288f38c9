"""Which item of a list became which: by what names them, else by what they have in common.

Source of the names: the merge keys of lists,
https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

_NAMES: tuple[tuple[str, ...], ...] = (
    ("name",),
    ("mountPath",),
    ("devicePath",),
    ("containerPort", "protocol"),
    ("port", "protocol"),
    ("secretKey",),
    ("host",),
    ("hostname",),
    ("path",),
    ("ip",),
    ("alert",),
    ("record",),
    ("topologyKey", "whenUnsatisfiable"),
    ("key",),
    ("group", "kind"),
    ("kind", "name"),
    ("namespace",),
    ("type",),
    ("id",),
)
"""Fields that name an item among its like; those that every item of both lists has, and no two
items of a list alike, count."""
_DEFAULTS = {"protocol": "TCP"}
_ALIKE = 0.5
"""Share of fields in common from which an item counts as changed rather than replaced."""
_LARGEST = 400  # pairs of items that are compared one by one


@dataclass(frozen=True)
class Item:
    """An item of a list: its place among the new items, or among the old ones if it is gone.

    ``label`` is what names it, if something does; ``whole`` tells that it has too little in common
    with what it replaces to look for what changed in it.
    """

    index: int
    label: str = ""
    whole: bool = field(default=False, compare=False)


Labels = tuple[list[str], list[str]]


def labels(old: Sequence[Any], new: Sequence[Any]) -> Labels | None:
    """What names the items of both lists, or None when nothing does."""
    if not all(isinstance(item, dict) for item in (*old, *new)):
        return None
    for keys in _NAMES:
        named = _labels(old, keys), _labels(new, keys)
        if named[0] is not None and named[1] is not None:
            return named[0], named[1]
    return None


def _labels(items: Sequence[Any], keys: tuple[str, ...]) -> list[str] | None:
    found = []
    for item in items:
        values = [item.get(key, _DEFAULTS.get(key)) for key in keys]
        if not all(type(value) in (str, int) for value in values) or not any(values):
            return None
        found.append("/".join(map(str, values)))
    return found if len(set(found)) == len(found) else None


def order_of(old: list[str], new: list[str]) -> Labels | None:
    """The labels of both lists if items that both have stand in another order, else nothing."""
    kept = set(old) & set(new)
    moved = [name for name in old if name in kept] != [name for name in new if name in kept]
    return (old, new) if moved else None


Pair = tuple[int | None, int | None, Item]
"""Index of an item in the old and in the new list, None where it is not."""


def aligned(old: Sequence[Any], new: Sequence[Any], named: Labels | None) -> Iterator[Pair]:
    """Each item of the two lists once, with what it became; pairs that are equal may be missing."""
    if named is None:
        yield from _by_content(old, new)
        return
    before, after = ({name: n for n, name in enumerate(names)} for names in named)
    for name, index in before.items():
        if name not in after:
            yield index, None, Item(index, name)
    for name, index in after.items():
        yield before.get(name), index, Item(index, name)


def _by_content(old: Sequence[Any], new: Sequence[Any]) -> Iterator[Pair]:
    before, after = list(map(_written, old)), list(map(_written, new))
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, i, i_end, j, j_end in blocks:
        if kind != "equal":
            yield from _in_block(old, new, range(i, i_end), range(j, j_end))


def _in_block(old: Sequence[Any], new: Sequence[Any], left: range, right: range) -> Iterator[Pair]:
    """Pairs of what is alike, in order, so that together they have the most in common."""
    pairs = _best(old, new, left, right)
    paired_left, paired_right = {i for i, _ in pairs}, {j for _, j in pairs}
    for i in left:
        if i not in paired_left:
            yield i, None, Item(i)
    became = {j: i for i, j in pairs}
    for j in right:
        if j not in paired_right:
            yield None, j, Item(j)
        else:
            i = became[j]
            yield i, j, Item(j, whole=_likeness(old[i], new[j]) < _ALIKE)


def _best(
    old: Sequence[Any], new: Sequence[Any], left: range, right: range
) -> list[tuple[int, int]]:
    if len(left) * len(right) > _LARGEST:
        return list(zip(left, right, strict=False))
    # best[a][b]: the most that items from left[a] and right[b] on can have in common
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    gain = [[_likeness(old[i], new[j]) + 0.01 for j in right] for i in left]  # pairs over none
    for a in reversed(range(len(left))):
        for b in reversed(range(len(right))):
            paired = gain[a][b] + best[a + 1][b + 1]
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    pairs, a, b = [], 0, 0
    while a < len(left) and b < len(right):
        if best[a][b] == gain[a][b] + best[a + 1][b + 1]:
            pairs.append((left[a], right[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def _likeness(old: Any, new: Any) -> float:
    """Which part of two mappings is the same, 0 to 1; other values have nothing in common."""
    if isinstance(old, dict) and isinstance(new, dict):
        every, common = _leaves(old), _leaves(new)
        return len(every & common) / max(len(every), len(common), 1)
    return 0.0


def _leaves(value: Any, path: str = "") -> set[str]:
    if isinstance(value, dict) and value:
        found = (_leaves(child, f"{path}.{key}") for key, child in value.items())
        return set().union(*found)
    if isinstance(value, list) and value:  # items count by what they are, not by their place
        return set().union(*(_leaves(child, f"{path}[]") for child in value))
    return {f"{path}={_written(value)}"}


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
