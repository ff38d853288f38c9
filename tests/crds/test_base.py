from __future__ import annotations

from typing import ClassVar

import pytest
from pydantic import TypeAdapter, ValidationError

from dotmac_manifests.crds.base import Cidr, DnsName, GoDuration, Model, Quantity


class Choice(Model):
    exactly_one: ClassVar = ("one", "other_way")

    one: int | None = None
    other_way: int | None = None


@pytest.mark.parametrize("body", [{}, {"one": 1, "otherWay": 2}])
def test_exactly_one_alternative_has_to_be_set(body: dict[str, int]) -> None:
    with pytest.raises(ValidationError, match="exactly one of one, otherWay"):
        Choice.model_validate(body)


def test_models_are_frozen_and_strict() -> None:
    choice = Choice.model_validate({"one": 1})
    with pytest.raises(ValidationError):
        choice.one = 2  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Choice.model_validate({"one": "1"})
    with pytest.raises(ValidationError):
        Choice.model_validate({"one": 1, "three": 3})


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (DnsName, ["a", "a-b.c", "1"], ["A", "-a", "a..b", "a.", "", "a" * 254]),
        (GoDuration, ["0", "1h30m", "720h0m0s", "1.5s", "100ms"], ["1d", "1", "1 h", "", "1hh"]),
        (Quantity, ["500m", "2Gi", "1.5", "1e3", 3], ["1GB", "Gi", "", "1 Gi", 1.5, True]),
        (Cidr, ["10.0.0.0/8", "2001:db8::/32"], ["10.0.0.1", "any", "/8", "10.0.0.0/8 "]),
    ],
)
def test_value_types(kind: object, good: list[object], bad: list[object]) -> None:
    adapter = TypeAdapter(kind)
    for value in good:
        assert adapter.validate_python(value, strict=True) == value
    for value in bad:
        with pytest.raises(ValidationError):
            adapter.validate_python(value, strict=True)
