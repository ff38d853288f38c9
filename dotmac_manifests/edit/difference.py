"""The single steps that lead from one value to another, each small enough to be seen in a text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from dotmac_manifests.edit.operations import same
from dotmac_manifests.kube.yaml_reader import FieldPath


@dataclass(frozen=True)
class Put:
    """Another value takes the place of the one at ``path``."""

    path: FieldPath
    value: object


@dataclass(frozen=True)
class Insert:
    """A new key, or a new item before the one with this index; what holds it is not empty."""

    path: FieldPath
    value: object


@dataclass(frozen=True)
class Remove:
    """A key or an item goes; it is not the last one of what holds it."""

    path: FieldPath


Step = Put | Insert | Remove


def first_step(old: object, new: object, path: FieldPath = ()) -> Step | None:
    """The first of the steps from ``old`` to ``new``, or None when they are the same.

    Mappings are compared key by key, whatever their order; of lists only the part between what
    both begin and end with. So whatever has not changed is in no step.
    """
    if same(old, new):
        return None
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        return _in_mapping(old, new, path)
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _in_list(old, new, path)
    return Put(path, new)


def _in_mapping(old: dict[str, object], new: dict[str, object], path: FieldPath) -> Step:
    for key, value in new.items():
        if key in old and (step := first_step(old[key], value, (*path, key))):
            return step
    for key, value in new.items():
        if key not in old:
            return Insert((*path, key), value)
    return Remove((*path, next(key for key in old if key not in new)))


def _in_list(old: list[object], new: list[object], path: FieldPath) -> Step:
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    here = (*path, start)
    if start + end == len(old):
        return Insert(here, new[start])
    if start + end == len(new):
        return Remove(here)
    step = first_step(old[start], new[start], here)
    assert step is not None, "the common beginning ends here"
    return step


def _common(one: list[object], other: list[object]) -> int:
    """How many items two lists begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: same(*pair), zip(one, other, strict=False)))
