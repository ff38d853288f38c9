"""Looking into bodies of objects whose fields may hold anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dotmac_manifests.kube.yaml_reader import FieldPath

Body = Mapping[str, Any]


def at(value: Any, path: FieldPath) -> Any:
    """What is at ``path``, or nothing."""
    for part in path:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def mapping(value: Any, *path: str) -> Mapping[str, Any]:
    """The mapping at ``path``, empty when it is missing or something else."""
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}  # a look at Mapping costs ten times as much


def texts(value: Any, *path: str) -> Mapping[str, str]:
    """The mapping at ``path``, such as labels, without values that are not text."""
    return {key: text for key, text in mapping(value, *path).items() if isinstance(text, str)}


def items(value: Any, *path: str) -> Sequence[Any]:
    """The list at ``path``, empty when it is missing or something else."""
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, list) else ()


def copied(value: Any) -> Any:
    """A copy that may be changed; no part of it is there twice, as may be in what was read."""
    if isinstance(value, dict):
        return {key: copied(below) for key, below in value.items()}
    return [copied(below) for below in value] if isinstance(value, list) else value
