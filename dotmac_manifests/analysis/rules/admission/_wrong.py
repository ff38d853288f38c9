"""Small changes that turn a request which has to pass into one which has to be refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.body import Body, mapping
from dotmac_manifests.analysis.site import Site

Edit = Callable[[dict[str, Any]], None]
Path = str | tuple[str, ...]
PROBE = "probe"
"""Name of everything that a change invents; whom a policy exempts by name is tried in its place."""
OTHER = "other-probe"
"""A value that is wrong by itself."""


@dataclass(frozen=True, eq=False)
class Place:
    """A namespace as admission sees it; ``tenant`` is empty outside tenants' namespaces."""

    body: Body
    tenant: str
    vpn: bool
    site: Site

    @property
    def name(self) -> str:
        """Name of the namespace."""
        return str(self.body["metadata"]["name"])

    @property
    def controller(self) -> str:
        """Account of Argo CD's own controller."""
        return f"system:serviceaccount:{self.site.gitops_namespace}:argocd-application-controller"

    @property
    def deployer(self) -> str:
        """Account that writes a tenant's objects."""
        prefix = self.site.tenant_namespace_prefix
        return f"system:serviceaccount:{self.site.gitops_namespace}:{prefix}{self.tenant}"

    @property
    def hosts(self) -> list[str]:
        """Hosts that the namespace claims."""
        notes = mapping(self.body, "metadata", "annotations")
        return str(notes.get(self.site.hosts_annotation, "")).split(",")

    @property
    def other(self) -> str:
        """A namespace of another tenant."""
        return f"{self.site.tenant_namespace_prefix}{PROBE}"


@dataclass(frozen=True, eq=False)
class Wrong:
    """A change, in words that follow "takes" and as what it does to an object.

    ``fits`` says which objects it makes wrong. Without ``user`` whoever writes such objects asks.
    A change to ``sub`` is one of that subresource.
    """

    what: str
    edit: Edit
    fits: Callable[[Body], bool] = lambda _: True
    operation: str = "CREATE"
    user: str = ""
    sub: str = ""


def put(path: Path, value: Any) -> Edit:
    """Set a field; mappings on the way to it are made, and in lists every item is meant."""

    def edit(body: dict[str, Any]) -> None:
        for parent, key in _parents(body, path):
            parent[key] = value

    return edit


def push(path: Path, *values: Any) -> Edit:
    """Append to a list, which is made if it is missing."""

    def edit(body: dict[str, Any]) -> None:
        for parent, key in _parents(body, path):
            held = parent.get(key)
            parent[key] = [*(held if isinstance(held, list) else ()), *values]

    return edit


def cut(*paths: Path) -> Edit:
    """Remove fields."""

    def edit(body: dict[str, Any]) -> None:
        for path in paths:
            for parent, key in _parents(body, path):
                parent.pop(key, None)

    return edit


def also(*edits: Edit) -> Edit:
    """One after the other."""

    def edit(body: dict[str, Any]) -> None:
        for one in edits:
            one(body)

    return edit


def _parents(body: Any, path: Path) -> list[tuple[dict[str, Any], str]]:
    *way, last = path if isinstance(path, tuple) else path.split(".")
    found = [body]
    for part in way:
        found = [one for parent in found for one in _listed(parent.setdefault(part, {}))]
    return [(one, last) for one in found]


def _listed(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def anything(_: Body) -> bool:
    """Every object fits."""
    return True


def lacks(*path: str) -> Callable[[Body], bool]:
    """Whether a field is missing, or empty or false."""
    there = has(*path)
    return lambda body: not there(body)


def has(*path: str) -> Callable[[Body], bool]:
    """Whether a field is there, and neither empty nor false."""

    def found(body: Body) -> bool:
        value: Any = body
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        return bool(value)

    return found
