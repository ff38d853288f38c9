"""From a validator's verdict to a sentence with a place and a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")

_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "object": "a mapping",
    "string": "a string",
    "null": "empty",
}


@dataclass(frozen=True, order=True)
class SchemaError:
    """One mistake in one object.

    ``path`` is dotted, such as `spec.template.spec.containers[0].image`; empty means the object.
    """

    path: str
    message: str
    remedy: str = ""


def field_path(parts: Sequence[str | int]) -> str:
    """A path as people write it; names with dots or slashes stand in brackets."""
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
    return text


def explain(error: ValidationError, schema: Mapping[str, Any]) -> Iterator[SchemaError]:
    """The mistakes behind one verdict of a validator compiled from ``schema``."""
    keyword = str(error.schema_path[-1])
    place = _node(schema, error.schema_path[:-1])
    if keyword == "additionalProperties":
        yield from _unknown_fields(error, place)
    elif keyword == "required":
        path = field_path([*error.instance_path, error.kind.value])
        yield SchemaError(path, "is required", "add the field")
    else:
        message, remedy = _sentence(keyword, error, place)
        yield SchemaError(field_path(error.instance_path), message, remedy)


def _unknown_fields(error: ValidationError, place: Mapping[str, Any]) -> Iterator[SchemaError]:
    known = list(place.get("properties", ()))
    for name in error.kind.value:
        close = get_close_matches(name, known, n=1)
        remedy = f"did you mean {close[0]}?" if close else "remove the field"
        yield SchemaError(field_path([*error.instance_path, name]), "is not a known field", remedy)


def _sentence(keyword: str, error: ValidationError, place: Mapping[str, Any]) -> tuple[str, str]:
    """Message and remedy; values are shown only where the schema lists or limits them."""
    value: object = error.instance
    limit: Any = place.get(keyword)
    match keyword:
        case "type":
            wanted = [limit] if isinstance(limit, str) else list(limit or ())
            return _wrong_type(wanted, value)
        case "oneOf" | "anyOf":
            return _no_alternative(list(limit or ()), value)
        case "enum" | "const":
            options = [str(option) for option in (limit if keyword == "enum" else [limit])]
            close = get_close_matches(str(value), options, n=1)
            remedy = f"did you mean {close[0]}?" if close else f"use {', '.join(options)}"
            return f"is {value!r}", remedy
        case "pattern":
            return f"is {value!r}, which does not have the right form", _form(place)
        case "minimum" | "maximum":
            bound = "at least" if keyword == "minimum" else "at most"
            return f"is {value}", f"use {bound} {limit}"
        case "minLength" | "minItems" | "minProperties":
            return "is empty" if limit == 1 else "is too short", f"give at least {limit}"
        case "maxLength" | "maxItems" | "maxProperties":
            return "is too long", f"give at most {limit}"
    return error.message, ""


def _wrong_type(wanted: Sequence[str], value: object) -> tuple[str, str]:
    names = " or ".join(_TYPES[name] for name in wanted if name != "null")
    message = f"must be {names}, not {_type_of(value)}"
    if wanted and "string" in wanted and isinstance(value, bool | int | float):
        return message, "put the value in quotes"
    if isinstance(value, str) and {"integer", "number", "boolean"} & set(wanted):
        return message, "write the value without quotes"
    return message, ""


def _no_alternative(options: Sequence[Mapping[str, Any]], value: object) -> tuple[str, str]:
    if all("required" in option for option in options):
        names = ", ".join(option["required"][0] for option in options)
        return "needs exactly one of several fields", f"set one of {names}"
    types = [name for option in options for name in _types(option)]
    if _type_name(value) not in types:
        return _wrong_type(sorted(set(types)), value)
    forms = [_form(option) for option in options if "pattern" in option]
    return f"is {value!r}, which does not have the right form", " or ".join(forms)


def _form(place: Mapping[str, Any]) -> str:
    examples = " or ".join(str(example) for example in place.get("examples", ()))
    return f"write it like {examples}" if examples else f"match {place['pattern']}"


def _types(option: Mapping[str, Any]) -> list[str]:
    types = option.get("type", ())
    return [types] if isinstance(types, str) else list(types)


def _type_of(value: object) -> str:
    return _TYPES.get(_type_name(value), type(value).__name__)


def _type_name(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case Mapping():
            return "object"
    return "array"


def _node(schema: Mapping[str, Any], path: Sequence[str | int]) -> Mapping[str, Any]:
    node: Any = schema
    for part in path:
        node = node[part]
    return node if isinstance(node, Mapping) else {}
