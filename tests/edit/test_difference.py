"""Steps from one value to another: as many as needed, and no more."""

from __future__ import annotations

import pytest

from dotmac_manifests.edit.difference import Insert, Put, Remove, Step, first_step


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ({"a": 1}, {"a": 1}, None),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, None),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, Put(("a", "b"), 2)),
        ({"a": 1}, {"a": 1, "b": 2}, Insert(("b",), 2)),
        ({"a": 1}, {"b": 2}, Insert(("b",), 2)),  # before the removal: never empty between
        ({"a": 1, "b": 2}, {"b": 2}, Remove(("a",))),
        ({"a": {"b": 1}}, {"a": {}}, Put(("a",), {})),
        ({"a": []}, {"a": [1]}, Put(("a",), [1])),
        ({"a": [1]}, {"a": {"b": 1}}, Put(("a",), {"b": 1})),
        ({"l": [1, 2, 3]}, {"l": [2, 3]}, Remove(("l", 0))),
        ({"l": [1, 2, 3]}, {"l": [1, 9, 2, 3]}, Insert(("l", 1), 9)),
        ({"l": [1, 2, 3]}, {"l": [1, 9, 3]}, Put(("l", 1), 9)),
        ({"l": [{"a": 1}, 2]}, {"l": [{"a": 2}, 2]}, Put(("l", 0, "a"), 2)),
        ({"l": [1, 1]}, {"l": [1]}, Remove(("l", 1))),
    ],
)
def test_first_step(old: object, new: object, step: Step | None) -> None:
    assert first_step(old, new) == step
