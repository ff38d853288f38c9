"""JSON Schemas of the inputs, as editors read them (draft 2020-12)."""

from __future__ import annotations

from collections.abc import Sequence
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
    schema = model.model_json_schema(by_alias=True)
    nodes = [schema]
    for part in path:
        nodes = [found for node in nodes for found in _below(node, part, schema)]
    types = {found.get("type") for node in nodes for found in _choices(node, schema)} - {"null"}
    return types == {"string"}


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
