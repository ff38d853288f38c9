from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dotmac_manifests.analysis.schema import validate
from dotmac_manifests.crds.base import DEFINITION
from dotmac_manifests.crds.bundle import FOLDER, relative_path
from dotmac_manifests.crds.registry import MODELS, export, json_schema
from tests.crds.cases import examples, key_of, upstream_errors, upstream_schema

Schema = dict[str, Any]
# Upstream leaves the API server to judge these.
TAKEN_AS_READ = {"apiVersion", "kind", "metadata"}

every_kind = pytest.mark.parametrize("key", sorted(MODELS), ids="/".join)
every_example = pytest.mark.parametrize(
    "obj", examples(), ids=lambda obj: f"{obj['kind']}/{obj['metadata']['name']}"
)


def resolve(node: Schema, root: Schema) -> Schema:
    while "$ref" in node:
        node = root["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def pairs(ours: Schema, theirs: Schema, root: Schema, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Each node of our schema with upstream's node for the same place."""
    ours = resolve(ours, root)
    yield path, ours, theirs
    if DEFINITION in ours or theirs.get("x-kubernetes-preserve-unknown-fields"):
        return
    for name, node in ours.get("properties", {}).items():
        if not path and name in TAKEN_AS_READ:
            continue
        assert name in theirs.get("properties", {}), f"upstream has no {path}.{name}"
        yield from pairs(node, theirs["properties"][name], root, f"{path}.{name}")
    if "items" in ours:
        yield from pairs(ours["items"], theirs["items"], root, f"{path}[]")
    if isinstance(ours.get("additionalProperties"), dict):
        inner = theirs.get("additionalProperties", {})
        yield from pairs(ours["additionalProperties"], inner, root, f"{path}.*")


def types(node: Schema) -> set[str]:
    if "anyOf" in node:
        return {name for option in node["anyOf"] for name in types(option)}
    return {node["type"]} if "type" in node else set()


def same_place(key: tuple[str, str]) -> list[tuple[str, Any, Any]]:
    theirs = upstream_schema(*key)
    if theirs is None:
        pytest.skip("upstream's schema is not at hand")
    ours = json_schema(*key)
    return list(pairs(ours, theirs, ours, ""))


@every_kind
def test_every_kind_has_an_example(key: tuple[str, str]) -> None:
    assert key in {key_of(obj) for obj in examples()}


@every_example
def test_examples_pass_our_schema_and_our_model(obj: dict[str, Any]) -> None:
    assert validate(obj) == []
    model = MODELS[key_of(obj)].model_validate(obj)
    assert model.model_dump(mode="json", by_alias=True, exclude_unset=True) == obj


@every_example
def test_examples_pass_upstreams_schema(obj: dict[str, Any]) -> None:
    errors = upstream_errors(obj)
    if errors is None:
        pytest.skip("upstream's schema is not at hand")
    assert list(errors) == []


@every_kind
def test_every_field_exists_upstream(key: tuple[str, str]) -> None:
    assert same_place(key)


@every_kind
def test_what_upstream_requires_is_required(key: tuple[str, str]) -> None:
    for path, ours, theirs in same_place(key):
        if "properties" in ours:
            missing = set(theirs.get("required", ())) - set(ours.get("required", ()))
            alternatives = {name for way in ours.get("oneOf", ()) for name in way["required"]}
            assert missing <= alternatives, path


@every_kind
def test_types_are_upstreams_types(key: tuple[str, str]) -> None:
    for path, ours, theirs in same_place(key):
        if types(ours) and types(theirs):
            assert types(ours) <= types(theirs), path


@every_kind
def test_listed_values_are_upstreams_values(key: tuple[str, str]) -> None:
    for path, ours, theirs in same_place(key):
        if "enum" in theirs:
            listed = ours.get("enum", [ours["const"]] if "const" in ours else None)
            assert listed is not None, f"{path} takes any value"
            assert set(listed) <= set(theirs["enum"]), path


@every_kind
def test_schemas_are_valid_and_refuse_unknown_fields(key: tuple[str, str]) -> None:
    schema = json_schema(*key)
    Draft202012Validator.check_schema(schema)
    for node in [schema, *schema.get("$defs", {}).values()]:
        if "properties" in node:
            assert node["additionalProperties"] is False


def test_the_export_is_deterministic_and_complete(tmp_path: Path) -> None:
    paths = export(tmp_path / "one")
    again = export(tmp_path / "two")
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]
    assert [path.relative_to(tmp_path / "one") for path in paths] == sorted(
        relative_path(*key) for key in MODELS
    )
    text = paths[0].read_text("utf-8")
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"


def test_the_bundled_schemas_are_those_of_the_models(tmp_path: Path) -> None:
    fresh = {path.relative_to(tmp_path): path.read_text("utf-8") for path in export(tmp_path)}
    bundled = {
        path.relative_to(FOLDER): path.read_text("utf-8") for path in FOLDER.glob("*/*.json")
    }
    assert bundled == fresh, "run `python -m dotmac_manifests.crds`"
