"""JSON Schemas of the inputs, as editors read them (draft 2020-12)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from dotmac_manifests.spec.base import Model
from dotmac_manifests.spec.load import MODELS

BASE = "https://schemas.dotmac.io/v1"


def schemas() -> dict[str, dict[str, Any]]:
    """Kind to JSON Schema; field names are those of the files, unknown fields are refused."""
    return {
        kind: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{BASE}/{kind.lower()}.schema.json",
            **model.model_json_schema(by_alias=True),
        }
        for kind, model in sorted(MODELS.items())
    }


def wants_text(model: type[Model], path: Sequence[str | int]) -> bool:
    """Whether the field at ``path`` takes text and nothing else."""
    return {found.get("type") for found in _at(model, path)} - {"null"} == {"string"}


def field_order(model: type[Model], path: Sequence[str | int]) -> tuple[str, ...]:
    """Fields of the object at ``path`` in the order in which the model lists them."""
    return tuple(name for found in _at(model, path) for name in found.get("properties", {}))


def _at(model: type[Model], path: Sequence[str | int]) -> list[dict[str, Any]]:
    """Every schema that what stands at ``path`` may fulfil."""
    schema = _schema(model)
    nodes = [schema]
    for part in path:
        nodes = [found for node in nodes for found in _below(node, part, schema)]
    return [found for node in nodes for found in _choices(node, schema)]


@cache
def _schema(model: type[Model]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _below(node: dict[str, Any], part: str | int, schema: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for choice in _choices(node, schema):
        further = choice.get("additionalProperties")
        if isinstance(part, int):
            found.append(choice.get("items", {}))
        elif part in choice.get("properties", {}):
            found.append(choice["properties"][part])
        elif isinstance(further, dict):
            found.append(further)
    return found


def _choices(node: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The node itself, or what it may be instead, with references followed."""
    if "$ref" in node:
        return _choices(schema["$defs"][node["$ref"].rsplit("/", 1)[1]], schema)
    if "anyOf" in node:
        return [found for choice in node["anyOf"] for found in _choices(choice, schema)]
    return [node]
