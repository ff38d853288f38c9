"""Turns pydantic's findings into problems that say what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from textwrap import shorten
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dotmac_manifests.errors import Problem
from dotmac_manifests.spec.fleet import Source

_KINDS: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "model_type": "a mapping of fields",
    "dict_type": "a mapping of names",
    "tuple_type": "a list",
}


def explain(error: ValidationError, source: Source, model: type[BaseModel]) -> Iterator[Problem]:
    """One problem per mistake, placed at the field in the file.

    A value that fits no member of a union would be reported once per member; the members share
    their place, so the messages are joined.
    """
    by_path: dict[tuple[str | int, ...], list[ErrorDetails]] = {}
    for details in error.errors(include_url=False):
        by_path.setdefault(_path(details["loc"], source.document.value), []).append(details)
    for path, found in by_path.items():
        pairs = [_words(details, path, model) for details in found]
        message = " or ".join(dict.fromkeys(pair[0] for pair in pairs))
        remedy = next((pair[1] for pair in pairs if pair[1]), "")
        yield source.problem(path, message, remedy)


def _path(loc: Sequence[str | int], value: Any) -> tuple[str | int, ...]:
    """Drop what pydantic adds to a place: union member names and `[key]` markers."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        last = index == len(loc) - 1
        if part == "[key]":
            continue
        if isinstance(value, Mapping) and (part in value or last or _leads_on(loc, index)):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _leads_on(loc: Sequence[str | int], index: int) -> bool:
    return isinstance(loc[index], str) and loc[index + 1] == "[key]"


def _words(
    details: ErrorDetails, path: Sequence[str | int], model: type[BaseModel]
) -> tuple[str, str]:
    kind, context, given = details["type"], details.get("ctx", {}), details["input"]
    if "[key]" in details["loc"]:
        return _key_words(details, str(path[-1]))
    if kind == "extra_forbidden":
        return _unknown(str(path[-1]), _fields(model, path[:-1]))
    if kind == "missing":
        return "is required and missing", f"add {path[-1]}:"
    if kind == "literal_error":
        expected = str(context.get("expected", ""))
        return f"is {given!r}", f"write one of {expected}{_close(str(given), expected)}"
    if kind in _KINDS:
        quote = " in quotes" if kind == "string_type" and isinstance(given, int | float) else ""
        return f"is {_shown(given)}", f"write {_KINDS[kind]}{quote}"
    if kind == "string_pattern_mismatch":
        return f"is {_shown(given)}", f"it has to match {context.get('pattern')}"
    if kind == "value_error":
        return f"is {_shown(given)}: {context.get('error')}", ""
    return f"is {_shown(given)}: {details['msg'].lower()}", ""


def _key_words(details: ErrorDetails, key: str) -> tuple[str, str]:
    expected = str(details.get("ctx", {}).get("expected", ""))
    if expected:
        return f"{key!r} is not known here", f"write one of {expected}{_close(key, expected)}"
    pattern = details.get("ctx", {}).get("pattern", "")
    return f"{key!r} is not a valid name here", f"it has to match {pattern}" if pattern else ""


def _unknown(name: str, fields: Sequence[str]) -> tuple[str, str]:
    near = get_close_matches(name, fields, n=1)
    if near:
        return "is not a field of this object", f"did you mean {near[0]}?"
    known = ", ".join(fields)
    return "is not a field of this object", f"remove it; known fields: {known}" if known else ""


def _fields(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """Names of the fields of the object at ``path``, read off the model's JSON Schema."""
    schema = model.model_json_schema()
    node: dict[str, Any] = schema
    for part in path:
        node = _resolve(node, schema)
        if isinstance(part, int):
            node = node.get("items", {})
        else:
            further = node.get("additionalProperties")
            fallback = further if isinstance(further, dict) else {}
            node = node.get("properties", {}).get(part, fallback)
    return sorted(_resolve(node, schema).get("properties", {}))


def _resolve(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for choice in node.get("anyOf", []):
        if "$ref" in choice:
            node = choice
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return node


def _close(given: str, expected: str) -> str:
    choices = [part.strip("' ") for part in expected.replace(" or ", ",").split(",")]
    near = get_close_matches(given, choices, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = "empty" if value is None else repr(value)
    return shorten(text, 80, placeholder="...")
