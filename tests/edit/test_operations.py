"""Edits of values, apart from any text."""

from __future__ import annotations

import pytest

from dotmac_manifests.edit.operations import Delete, Edit, Set, changed, same
from dotmac_manifests.kube.yaml_reader import Document


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ({}, Set(("a", "b"), 1), {"a": {"b": 1}}),
        ({}, Set(("a", 0, "b"), 1), {"a": [{"b": 1}]}),
        ({"a": None}, Set(("a", "b"), 1), {"a": {"b": 1}}),
        ({"a": [1]}, Set(("a", 1), 2), {"a": [1, 2]}),
        ({"a": [1]}, Set(("a", 0), 2), {"a": [2]}),
        ({"a": {"b": {"c": 1}}}, Delete(("a", "b", "c")), {"a": {"b": {}}}),
        ({"a": {"b": {"c": 1}}}, Delete(("a", "b", "c"), prune=True), {}),
        ({"a": {"b": {"c": 1}, "d": 1}}, Delete(("a", "b", "c"), prune=True), {"a": {"d": 1}}),
        ({"a": [1, 2]}, Delete(("a", 0)), {"a": [2]}),
        ({"a": [1]}, Delete(("a", 1)), {"a": [1]}),
        ({"a": None}, Delete(("a", "b")), {"a": None}),
    ],
)
def test_edits(before: dict[str, object], edit: Edit, after: dict[str, object]) -> None:
    document = Document(before, "x.yaml")
    assert changed(document, [edit]) == after
    assert changed(Document(after, "x.yaml"), [] if isinstance(edit, Delete) else [edit]) == after


def test_the_document_and_the_value_stay_apart() -> None:
    value: dict[str, object] = {"b": [1]}
    document = Document({"a": {}}, "x.yaml")
    result = changed(document, [Set(("a",), value), Set(("a", "b", 1), 2)])
    assert (document.value, value, result) == ({"a": {}}, {"b": [1]}, {"a": {"b": [1, 2]}})


def test_an_edit_has_a_path() -> None:
    with pytest.raises(ValueError, match="path"):
        changed(Document({}, "x.yaml"), [Delete(())])


@pytest.mark.parametrize("other", [True, 1.0, "1", None, [1], {"a": 1}])
def test_equal_values_have_equal_types(other: object) -> None:
    assert same({"a": [1]}, {"a": [1]})
    assert not same({"a": [1]}, {"a": [other]})
