"""Examples of every custom resource, ways to spoil them, and the three judges of the result."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import ValidationError

from dotmac_manifests.analysis.schema import validate
from dotmac_manifests.crds.bundle import relative_path
from dotmac_manifests.crds.registry import MODELS

UPSTREAM = Path(__file__).resolve().parents[3] / "shared" / "crd-schemas"
MISSING = object()

Object = dict[str, Any]


def key_of(obj: Object) -> tuple[str, str]:
    return obj["apiVersion"], obj["kind"]


@cache
def examples() -> tuple[Object, ...]:
    files = sorted(Path(__file__).with_name("examples").glob("*.yaml"))
    return tuple(
        document for file in files for document in yaml.safe_load_all(file.read_text("utf-8"))
    )


def example(name: str) -> Object:
    """A copy of the example `<kind>/<metadata.name>`."""
    kind, _, object_name = name.partition("/")
    for obj in examples():
        if obj["kind"] == kind and obj["metadata"]["name"] == object_name:
            return copy.deepcopy(obj)
    raise LookupError(name)


def upstream_schema(api_version: str, kind: str) -> dict[str, Any] | None:
    path = UPSTREAM / relative_path(api_version, kind)
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def upstream_errors(obj: Object) -> Iterator[str] | None:
    """What upstream's schema says, or None where that schema is not at hand."""
    schema = upstream_schema(*key_of(obj))
    if schema is None:
        return None
    validator = jsonschema.Draft202012Validator(schema)
    return (error.message for error in validator.iter_errors(obj))


@dataclass(frozen=True)
class Wrong:
    """An example with one value replaced, added or (MISSING) taken away.

    ``path`` is dotted, with numbers for list items; ``place`` is where the error belongs, which
    is ``path`` unless told; ``upstream`` says whether upstream's schema refuses it too.
    """

    name: str
    path: str
    value: object
    place: str | None = None
    upstream: bool = True

    def __str__(self) -> str:
        return f"{self.name}:{self.path}"

    def spoilt(self) -> Object:
        obj = example(self.name)
        node: Any = obj
        *way, last = [int(part) if part.isdigit() else part for part in self.path.split(".")]
        for part in way:
            node = node[part]
        if self.value is MISSING:
            del node[last]
        else:
            node[last] = self.value
        return obj


def assert_refused(wrong: Wrong) -> None:
    obj = wrong.spoilt()
    place = wrong.path if wrong.place is None else wrong.place
    assert place in {error.path for error in validate(obj)}
    with pytest.raises(ValidationError):
        MODELS[key_of(example(wrong.name))].model_validate(obj)
    judged = upstream_errors(obj)
    if wrong.upstream and judged is not None:
        assert list(judged), "upstream takes it"
