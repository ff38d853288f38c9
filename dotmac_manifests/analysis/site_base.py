"""What all facts about a place share: they never change, and their fields are spelt strictly."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Strict
from pydantic.alias_generators import to_camel

Texts = Annotated[tuple[str, ...], Strict(False)]
"""A YAML list of texts; strict mode would ask for a Python tuple."""


class SitePart(BaseModel):
    """Base of the models: no coercion, no unknown field, camelCase or Python names."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, alias_generator=to_camel, populate_by_name=True
    )
