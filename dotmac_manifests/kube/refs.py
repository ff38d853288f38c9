"""Which object: API version, kind, namespace and name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Address = tuple[str, str, str, str]
"""API version, kind, namespace and name."""
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
        return group_of(self.api_version)

    @property
    def identity(self) -> Identity:
        """What must be unique; versions of one group are views of the same object."""
        return self.group, self.kind, self.namespace, self.name

    def __str__(self) -> str:
        place = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.api_version} {self.kind} {place}"


def group_of(api_version: str) -> str:
    """The API group of a version, e.g. `apps` of `apps/v1`; empty for the core group."""
    return api_version.rpartition("/")[0]


def ref_of(obj: Mapping[str, object]) -> ObjectRef:
    """The address of a Kubernetes object given as a mapping; raises what `address_of` raises."""
    return ObjectRef(*address_of(obj))


def address_of(obj: Mapping[str, object]) -> Address:
    """The same as a plain tuple, which is made in half the time.

    Raises ValueError when apiVersion, kind or metadata.name is missing or not text.
    """
    metadata = obj.get("metadata")
    if type(metadata) is not dict and not isinstance(metadata, Mapping):
        raise ValueError("an object needs metadata, which is a mapping")
    namespace = metadata.get("namespace", "")
    if not isinstance(namespace, str):
        raise ValueError("an object needs metadata.namespace, which is text")
    return (
        _text(obj.get("apiVersion"), "apiVersion"),
        _text(obj.get("kind"), "kind"),
        namespace,
        _text(metadata.get("name"), "metadata.name"),
    )


def _text(value: object, field: str) -> str:
    if not value or not isinstance(value, str):
        raise ValueError(f"an object needs {field}, which is text")
    return value
