from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.cli.running import dotmac
from tests.fleet import ROOT

INPUTS = [ROOT / "platform.yaml", *ROOT.glob("regions/*.yaml"), *ROOT.glob("tenants/*.yaml")]


def test_the_committed_schemas_are_those_of_the_models(tmp_path: Path) -> None:
    run = dotmac("schema", "--out", tmp_path / "new")
    assert (run.code, run.out, run.err) == (0, "", "")
    committed = {path.name: path.read_text() for path in (ROOT / "schemas").iterdir()}
    assert {path.name: path.read_text() for path in (tmp_path / "new").iterdir()} == committed


def test_without_a_folder_they_are_printed() -> None:
    printed = json.loads(dotmac("schema").out)
    assert list(printed) == ["Platform", "Region", "Removal", "Rollout", "Tenant", "Tombstone"]
    for kind, schema in printed.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema == json.loads((ROOT / f"schemas/{kind.lower()}.schema.json").read_text())


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_every_input_names_its_schema_to_editors_and_fits_it(path: Path) -> None:
    text = path.read_text()
    document = yaml.safe_load(text)
    schema = ROOT / f"schemas/{document['kind'].lower()}.schema.json"
    relative = os.path.relpath(schema, path.parent).replace(os.sep, "/")
    assert text.startswith(f"# yaml-language-server: $schema={relative}\n")
    jsonschema.Draft202012Validator(json.loads(schema.read_text())).validate(document)


@pytest.mark.parametrize(
    ("field", "value"), [("seat", 50), ("plan", "enterprize"), ("seats", "many")]
)
def test_a_schema_refuses_what_the_models_refuse(field: str, value: object) -> None:
    document = yaml.safe_load((ROOT / "tenants/fast-fiber.yaml").read_text())
    document["spec"][field] = value
    schema = json.loads((ROOT / "schemas/tenant.schema.json").read_text())
    assert not jsonschema.Draft202012Validator(schema).is_valid(document)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    run = dotmac("schema", "--out", tmp_path / "file")
    assert (run.code, run.out) == (2, "")
    assert run.err == f"{tmp_path / 'file'}: File exists\n"
