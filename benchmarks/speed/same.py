"""Whether a peer has rendered the same objects into the same files as `dotmac` has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

Identity = tuple[str, str, str, str]


def objects(files: Iterable[Path]) -> list[dict[Identity, Any]]:
    """The objects of each file by their identity.

    Raises ValueError for two with one identity, and for a file that no YAML reader reads.
    """
    found = []
    for file in files:
        of_file: dict[Identity, Any] = {}
        for body in _bodies(file):
            identity = _identity(body)
            if identity in of_file:
                raise ValueError(f"{file.name} holds {' '.join(identity)} twice")
            of_file[identity] = body
        found.append(of_file)
    return found


def difference(ours: Iterable[Path], theirs: Iterable[Path], *, stream: bool = False) -> str | None:
    """What is first found to differ, or None.

    Files may have other names, but must part the objects in the same way; with ``stream`` all
    objects of the other side stand in one.
    """
    mine, other = objects(ours), objects(theirs)
    wanted = {identity: body for file in mine for identity, body in file.items()}
    found = {identity: body for file in other for identity, body in file.items()}
    for identity in sorted(wanted.keys() | found.keys()):
        if identity not in found:
            return f"lacks {' '.join(identity)}"
        if identity not in wanted:
            return f"has {' '.join(identity)}, which is not rendered here"
        if found[identity] != wanted[identity]:
            return f"{' '.join(identity)} differs in {_place(wanted[identity], found[identity])}"
    if not stream and {frozenset(file) for file in mine} != {frozenset(file) for file in other}:
        return "has the objects in other files"
    return None


def _bodies(file: Path) -> list[Any]:
    try:
        found = list(yaml.load_all(file.read_bytes(), yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise ValueError(f"{file.name} is no YAML: {error}") from error
    return [body for body in found if body is not None]


def _identity(body: Any) -> Identity:
    metadata = body["metadata"]
    return body["apiVersion"], body["kind"], metadata.get("namespace", ""), metadata["name"]


def _place(one: Any, other: Any) -> str:
    """Path to the first value that differs."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if key not in one or key not in other:
                return str(key)
            if one[key] != other[key]:
                return f"{key}.{_place(one[key], other[key])}".rstrip(".")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            if left != right:
                return f"{place}.{_place(left, right)}".rstrip(".")
    return ""
