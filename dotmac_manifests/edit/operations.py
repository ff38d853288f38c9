"""What an edit does to a document's value, whatever its text looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.yaml_reader import Document, FieldPath
from dotmac_manifests.kube.yaml_writer import dump

KeyOrder = Callable[[FieldPath], Sequence[str]]
"""The keys of the mapping at a path in the order that its readers expect; empty if none."""


@dataclass(frozen=True)
class Set:
    """Put ``value`` at ``path``; parents that are missing, or null, are made.

    A number in the path is an index of a list; the length of the list appends. Values are text,
    whole numbers, booleans, None, and lists and mappings of them.
    """

    path: FieldPath
    value: object


@dataclass(frozen=True)
class Delete:
    """Take away what is at ``path``, if it is there; ``prune`` takes parents left empty, too."""

    path: FieldPath
    prune: bool = False


Edit = Set | Delete


def changed(document: Document, edits: Iterable[Edit]) -> dict[str, object]:
    """The value of ``document`` after ``edits``, in their order; the document stays as it is.

    Raises InputError for a path that leads through text, a number or beyond the end of a list,
    TypeError or ValueError for a value that YAML cannot carry.
    """
    value = _copy(document.value)
    assert isinstance(value, dict)
    for edit in edits:
        if not edit.path:
            raise ValueError("an edit needs the path of a field")
        if isinstance(edit, Set):
            _set(value, edit, document)
        else:
            _delete(value, edit, document)
    return value


def same(one: object, other: object) -> bool:
    """Whether two values are equal, and of equal types: 1 is neither 1.0 nor true."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def _copy(value: object) -> object:
    """A deep copy in plain dicts and lists."""
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(item) for item in value]
    return value


def _set(root: dict[str, object], edit: Set, document: Document) -> None:
    new = _copy(edit.value)
    dump([{"value": new}])  # raises for what YAML cannot carry
    here: Any = root
    for depth, part in enumerate(edit.path):
        last = depth == len(edit.path) - 1
        empty: object = [] if not last and isinstance(edit.path[depth + 1], int) else {}
        if isinstance(here, dict) and isinstance(part, str):
            if last:
                here[part] = new
            elif here.get(part) is None:
                here[part] = empty
        elif isinstance(here, list) and isinstance(part, int) and 0 <= part <= len(here):
            here[part : part + 1] = [new if last else here[part] if part < len(here) else empty]
        else:
            raise InputError([_blocked(here, edit.path, depth, document)])
        here = here[part]


def _delete(root: dict[str, object], edit: Delete, document: Document) -> None:
    parents: list[Any] = [root]
    for depth, part in enumerate(edit.path):
        here = parents[-1]
        if here is None:
            return
        if isinstance(here, dict) and isinstance(part, str):
            if part not in here:
                return
            parents.append(here[part])
        elif isinstance(here, list) and isinstance(part, int):
            if not 0 <= part < len(here):
                return
            parents.append(here[part])
        else:
            raise InputError([_blocked(here, edit.path, depth, document)])
    for parent, part in zip(reversed(parents[:-1]), reversed(edit.path), strict=True):
        del parent[part]
        if not edit.prune or parent:
            return


def _blocked(here: object, path: FieldPath, depth: int, document: Document) -> Problem:
    """Why ``path`` leads no further than its first ``depth`` parts."""
    line, column = document.position(path[:depth])
    part = path[depth]
    if isinstance(here, dict):
        message, remedy = f"is a mapping and has no item {part}", "name a key"
    elif isinstance(here, list) and isinstance(part, int):
        message = f"is a list of {len(here)} and has no item {part}"
        remedy = f"give an index from 0; {len(here)} appends"
    elif isinstance(here, list):
        message, remedy = f"is a list and has no key {part!r}", "give the index of an item, from 0"
    else:
        message = f"is neither a mapping nor a list, so it has no {part!r}"
        remedy = "set the field itself, or correct the path"
    field = ".".join(map(str, path[:depth]))
    return Problem(document.file, line, column, field, message, remedy)
