"""Where a schema asks nothing of a text but that it is one, so that another does as well.

Source: JSON Schema 2020-12, "Core" and "Validation"; keywords that are not known count as asking.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dotmac_manifests.analysis.schema import schema_for

ITEM = None
"""Step into a list, whichever item it is."""
Place = tuple[str | None, ...]

_TELLS_ONLY = frozenset(
    ("$defs", "$schema", "default", "description", "examples", "format", "title", "type")
)
"""Formats among them, which `schema` does not judge."""
_LEADS_ON = _TELLS_ONLY | {"$ref", "additionalProperties", "items", "properties", "required"}
_COUNTS = frozenset(("maxItems", "maxProperties", "minItems", "minProperties"))
"""Both ask something of what holds the text, but nothing that the text decides."""


@cache
def takes_any_text(api_version: str, kind: str, kubernetes_minor: str, place: Place) -> bool:
    """Whether no text that is not empty can be wrong at a place where one is right.

    False where that is not plain to see, as under alternatives, or where the kind has no schema.
    """
    schema = schema_for(api_version, kind, kubernetes_minor)
    if schema is None:
        return False
    nodes = tuple(_all(schema, schema))
    for step in place:
        if not all(_asks_nothing(node, _LEADS_ON | _COUNTS) for node in nodes):
            return False
        nodes = tuple(found for node in nodes for found in _next(schema, node, step))
    return bool(nodes) and all(_asks_nothing(node, _TELLS_ONLY | {"$ref"}) for node in nodes)


def _all(schema: Mapping[str, Any], node: Any) -> Iterator[Mapping[str, Any]]:
    """A node and those it refers to, which all apply; what is no node asks for nothing."""
    while isinstance(node, dict):
        yield node
        name = node.get("$ref")
        node = schema["$defs"][name.removeprefix("#/$defs/")] if name else None


def _next(
    schema: Mapping[str, Any], node: Mapping[str, Any], step: str | None
) -> Iterator[Mapping[str, Any]]:
    if step is ITEM:
        yield from _all(schema, node.get("items"))
    elif step in node.get("properties", ()):
        yield from _all(schema, node["properties"][step])
    else:
        yield from _all(schema, node.get("additionalProperties"))


def _asks_nothing(node: Mapping[str, Any], silent: frozenset[str]) -> bool:
    return all(
        keyword in silent
        or keyword.startswith("x-")
        or (keyword == "minLength" and node[keyword] <= 1)
        for keyword in node
    )
