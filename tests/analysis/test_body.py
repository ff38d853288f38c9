"""Whatever a field holds, looking for something in it finds that or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.body import at, copied, items, mapping, texts

BODY = {"spec": {"list": [{"name": "a"}, "b"], "text": "c", "nothing": None}}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ((), BODY),
        (("spec", "list", 0, "name"), "a"),
        (("spec", "list", 2), None),
        (("spec", "list", "name"), None),
        (("spec", "text", 0), None),
        (("missing", "text"), None),
    ],
)
def test_what_is_at_a_path(path: tuple[str | int, ...], found: Any) -> None:
    assert at(BODY, path) == found


@pytest.mark.parametrize("value", [None, 1, "text", ["a"], BODY])
def test_other_shapes_count_as_empty(value: Any) -> None:
    assert mapping(value, "spec", "text") == {}
    assert not items(value, "spec", "text")
    assert mapping(value) == (value if value is BODY else {})
    assert items(value) == (value if isinstance(value, list) else ())


def test_items_and_mappings_where_they_are() -> None:
    assert items(BODY, "spec", "list") == [{"name": "a"}, "b"]
    assert mapping(BODY, "spec") == BODY["spec"]


def test_labels_that_are_no_text_are_no_labels() -> None:
    assert texts({"labels": {"a": "b", "c": 1, "d": None}}, "labels") == {"a": "b"}


def test_a_copy_has_nothing_in_common_with_what_was_read_nor_with_itself() -> None:
    part = {"list": [1]}
    body = {"one": part, "other": part}
    copy = copied(body)
    copy["one"]["list"].append(2)
    assert copy == {"one": {"list": [1, 2]}, "other": {"list": [1]}}
    assert body == {"one": {"list": [1]}, "other": {"list": [1]}}
