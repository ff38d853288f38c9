from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from dotmac_manifests.crds.base import Items, Model, PodTemplate
from dotmac_manifests.crds.schema import schema_of


class Inner(Model):
    host_name: str | None = None


class Outer(Model):
    """An object."""

    exactly_one: ClassVar = ("first", "second_one")

    first: Inner | None = None
    second_one: str | None = Field(default=None, alias="secondONE")
    template: PodTemplate | None = None
    names: Items[str]


def test_optional_fields_take_no_null_and_have_no_default() -> None:
    assert schema_of(Inner)["properties"]["hostName"] == {"type": "string"}


def test_the_schema_is_strict_and_speaks_of_alternatives() -> None:
    schema = schema_of(Outer)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["names"]
    assert schema["oneOf"] == [{"required": ["first"]}, {"required": ["secondONE"]}]
    assert "title" not in schema


def test_embedded_core_objects_name_their_definition() -> None:
    assert schema_of(Outer)["properties"]["template"] == {
        "type": "object",
        "x-kubernetes-definition": "io.k8s.api.core.v1.PodTemplateSpec",
    }
