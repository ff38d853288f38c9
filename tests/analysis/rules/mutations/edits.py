"""Small words for what a mutation does to objects."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from dotmac_manifests.analysis.templates import TEMPLATES
from dotmac_manifests.kube.refs import ref_of
from tests.analysis.rules.judge import Body, Mutation, Weakened

Edit = Callable[[Body], None]
Change = Callable[[Weakened], None]
Path = str | tuple[str | int, ...]
Ways = dict[str, tuple[tuple[str, Change], ...]]
"""Id of a rule to the ways to break it, each with its name."""


def mutations(ways: Ways) -> tuple[Mutation, ...]:
    """Every way as a mutation."""
    return tuple(
        Mutation(rule, name, change) for rule, found in ways.items() for name, change in found
    )


def put(path: Path, value: Any) -> Edit:
    """Set a field, making the mappings on the way to it."""

    def edit(body: Body) -> None:
        parent, key = _parent(body, path)
        parent[key] = deepcopy(value)

    return edit


def push(path: Path, *values: Any) -> Edit:
    """Append to a list, which is made if it is missing."""

    def edit(body: Body) -> None:
        parent, key = _parent(body, path)
        parent[key] = [*(parent.get(key) or ()), *deepcopy(values)]

    return edit


def cut(path: Path) -> Edit:
    """Remove a field or an item."""

    def edit(body: Body) -> None:
        parent, key = _parent(body, path)
        del parent[key]

    return edit


def pod(edit: Edit) -> Edit:
    """Do something to the pod spec of an object that makes pods."""

    def outer(body: Body) -> None:
        spec: Any = body
        for part in (*TEMPLATES[body["kind"]], "spec"):
            spec = spec[part]
        edit(spec)

    return outer


def on(address: str, *edits: Edit) -> Change:
    """Edit the object at `REGION KIND NAMESPACE/NAME`, or `REGION KIND NAME`."""
    region, kind, place = address.split(" ")
    namespace, _, name = place.rpartition("/")

    def change(weakened: Weakened) -> None:
        body = weakened.body(region, kind, namespace, name)
        for edit in edits:
            edit(body)
        for index, found in enumerate(weakened.manifests):
            if found.body is body:
                weakened.manifests[index] = replace(found, ref=ref_of(body))

    return change


def drop(address: str) -> Change:
    """Remove the object at an address."""
    region, kind, place = address.split(" ")
    namespace, _, name = place.rpartition("/")
    return lambda weakened: weakened.drop(region, kind, namespace, name)


def add(region: str, text: str) -> Change:
    """Add objects to a region."""
    return lambda weakened: weakened.add(region, text)


def both(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(weakened: Weakened) -> None:
        for one in changes:
            one(weakened)

    return change


def _parent(body: Any, path: Path) -> tuple[Any, Any]:
    parts = path if isinstance(path, tuple) else tuple(path.split("."))
    *way, last = (int(part) if str(part).isdigit() else part for part in parts)
    for part in way:
        body = body.setdefault(part, {}) if isinstance(body, dict) else body[part]
    return body, last
