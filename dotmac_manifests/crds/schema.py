"""From a model to its JSON Schema (draft 2020-12)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _StrictSchema(GenerateJsonSchema):
    """A field that may be left out may not be `null` instead; titles only repeat the names."""

    schema_dialect = DIALECT

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        json_schema = super().model_schema(schema)
        json_schema.pop("title", None)
        return json_schema

    def field_title_should_be_set(self, schema: CoreSchema | core_schema.ModelField | Any) -> bool:
        return False


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The strict JSON Schema of ``model``, self-contained, with `$schema`."""
    schema = model.model_json_schema(by_alias=True, schema_generator=_StrictSchema)
    return {"$schema": DIALECT, **schema}
