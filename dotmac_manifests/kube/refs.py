"""Which object: API version, kind, namespace and name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Identity = tuple[str, str, str, str]
"""Group, kind, namespace and name: one cluster holds at most one object of each identity."""


@dataclass(frozen=True, order=True)
class ObjectRef:
    """The address of an object; ``namespace`` is empty when the object is cluster-scoped."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @property
    def group(self) -> str:
        """The API group, e.g. `apps`; empty for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def identity(self) -> Identity:
        """What must be unique; versions of one group are views of the same object."""
        return self.group, self.kind, self.namespace, self.name

    def __str__(self) -> str:
        place = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.api_version} {self.kind} {place}"


def ref_of(obj: Mapping[str, object]) -> ObjectRef:
    """The address of a Kubernetes object given as a mapping.

    Raises ValueError when apiVersion, kind or metadata.name is missing or not text.
    """
    metadata = obj.get("metadata")
    if not isinstance(metadata, Mapping):
        raise ValueError("an object needs metadata, which is a mapping")
    return ObjectRef(
        _text(obj, "apiVersion", "apiVersion"),
        _text(obj, "kind", "kind"),
        _text(metadata, "namespace", "metadata.namespace", default=""),
        _text(metadata, "name", "metadata.name"),
    )


def _text(mapping: Mapping[str, object], key: str, field: str, default: str | None = None) -> str:
    value = mapping.get(key, default)
    if not isinstance(value, str) or (not value and default is None):
        raise ValueError(f"an object needs {field}, which is text")
    return value
