"""What is wrong with a pod, and values that are compared on the way to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dotmac_manifests.analysis.rules.rule import Broken
from dotmac_manifests.analysis.templates import Pods
from dotmac_manifests.kube.yaml_reader import FieldPath

Mistake = tuple[FieldPath, str, str]
"""Where, what, and what to do about it."""


def broken(pods: Pods, mistakes: Iterable[Mistake]) -> Iterator[Broken]:
    """Mistakes of pods, said of the object that makes them."""
    ref = pods.manifest.ref
    for path, message, remedy in mistakes:
        yield Broken(pods.manifest, f"{ref.kind} {ref.name}: {message}", remedy, path)


def listed(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one; anything else as its own only item, so that it
    is compared like one and found wanting."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def plain(value: Any) -> str:
    """A value as YAML would spell it."""
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)
