from __future__ import annotations

from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from dotmac_manifests.analysis.schema_errors import SchemaError, explain, field_path


def told(schema: dict[str, Any], value: object) -> list[SchemaError]:
    errors = Draft202012Validator(schema).iter_errors(value)
    return sorted(mistake for error in errors for mistake in explain(error, schema))


def test_paths_read_like_fields() -> None:
    assert field_path([]) == ""
    assert field_path(["spec", "containers", 0, "image"]) == "spec.containers[0].image"
    assert field_path(["labels", "a.b/c"]) == 'labels["a.b/c"]'
    assert field_path(["a b"]) == '["a b"]'


@pytest.mark.parametrize(
    ("schema", "value", "message", "remedy"),
    [
        ({"type": "string"}, 1, "must be a string, not an integer", "put the value in quotes"),
        (
            {"type": ["integer", "null"]},
            "1",
            "must be an integer, not a string",
            "write the value without quotes",
        ),
        ({"type": "boolean"}, [], "must be true or false, not a list", ""),
        ({"type": "object"}, None, "must be a mapping, not empty", ""),
        ({"enum": ["Delete", "Retain"]}, "Retian", "is 'Retian'", "did you mean Retain?"),
        ({"enum": [301, 302]}, 9, "is 9", "use 301, 302"),
        ({"const": "Issuer"}, "X", "is 'X'", "use Issuer"),
        ({"pattern": "^a$"}, "b", "is 'b', which does not have the right form", "match ^a$"),
        (
            {"pattern": "^a$", "examples": ["a"]},
            "b",
            "is 'b', which does not have the right form",
            "write it like a",
        ),
        ({"minimum": 1}, 0, "is 0", "use at least 1"),
        ({"maximum": 9}, 10, "is 10", "use at most 9"),
        ({"minLength": 1}, "", "is empty", "give at least 1"),
        ({"minItems": 2}, [1], "is too short", "give at least 2"),
        ({"maxLength": 1}, "ab", "is too long", "give at most 1"),
        ({"maxProperties": 0}, {"a": 1}, "is too long", "give at most 0"),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            True,
            "must be an integer or a string, not true or false",
            "put the value in quotes",
        ),
        (
            {"anyOf": [{"type": "string", "pattern": "^a$"}, {"type": "integer"}]},
            "b",
            "is 'b', which does not have the right form",
            "match ^a$",
        ),
        (
            {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {},
            "needs exactly one of several fields",
            "set one of a, b",
        ),
        (
            {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"a": 1, "b": 1},
            "needs exactly one of several fields",
            "set one of a, b",
        ),
        ({"multipleOf": 2}, 3, "3 is not a multiple of 2", ""),
    ],
)
def test_sentences(schema: dict[str, Any], value: object, message: str, remedy: str) -> None:
    assert told(schema, value) == [SchemaError("", message, remedy)]


def test_missing_and_unknown_fields_are_told_one_by_one() -> None:
    schema = {
        "$defs": {
            "Spec": {
                "properties": {"replicas": {}, "image": {}},
                "required": ["image", "port"],
                "additionalProperties": False,
            }
        },
        "properties": {"spec": {"$ref": "#/$defs/Spec"}},
    }
    assert told(schema, {"spec": {"replica": 1, "x": 2}}) == [
        SchemaError("spec.image", "is required", "add the field"),
        SchemaError("spec.port", "is required", "add the field"),
        SchemaError("spec.replica", "is not a known field", "did you mean replicas?"),
        SchemaError("spec.x", "is not a known field", "remove the field"),
    ]


def test_the_value_of_a_wrong_type_is_never_shown() -> None:
    [error] = told({"type": "string"}, 271828)
    assert "271828" not in error.message + error.remedy
