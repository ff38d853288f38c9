"""JSON Schemas of the inputs, as editors read them (draft 2020-12)."""

from __future__ import annotations

from typing import Any

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
