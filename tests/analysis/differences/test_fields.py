"""What differs between two values, held against a second opinion that undoes it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.analysis.differences.fields import ABSENT, FieldChange, field_changes, same
from dotmac_manifests.analysis.differences.lists import Item, labels

SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b", "x\ny"])
FLOATS = st.sampled_from([0.0, 1.0, float("nan"), float("inf")])
KEYS = st.sampled_from(["name", "port", "protocol", "a", "b.c/d", 'q"'])
VALUES = st.recursive(
    SCALARS | FLOATS,
    lambda child: st.lists(child, max_size=4) | st.dictionaries(KEYS, child, max_size=4),
    max_leaves=24,
)
NAMED = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("abcdef"), "v": VALUES}),
    max_size=6,
    unique_by=lambda item: item["name"],
)


def listed(old: object, new: object) -> list[FieldChange]:
    return list(field_changes(old, new))


def apply(old: Any, found: list[FieldChange], at: int = 0) -> Any:
    """``old`` after the changes below one path, of which ``at`` parts are done with."""
    here = [one for one in found if len(one.path) == at and not one.reordered]
    if here:
        (only,) = here
        return copy.deepcopy(only.new)
    if isinstance(old, dict):
        return _apply_to_mapping(old, found, at)
    return _apply_to_list(old, found, at) if found else copy.deepcopy(old)


def _apply_to_mapping(old: Any, found: list[FieldChange], at: int) -> Any:
    result = copy.deepcopy(old)
    for key in {one.path[at] for one in found}:
        below = [one for one in found if one.path[at] == key]
        value = apply(old.get(key), below, at + 1)
        if value is ABSENT:
            del result[key]
        else:
            result[key] = value
    return result


def _apply_to_list(old: Any, found: list[FieldChange], at: int) -> Any:
    orders = [one for one in found if one.reordered and len(one.path) == at]
    items = [one for one in found if one not in orders]
    at_end = [one for one in items if len(one.path) == at + 1]
    gone = {_index(one, at) for one in at_end if one.new is ABSENT}
    came = {_index(one, at): one.new for one in at_end if one.old is ABSENT}
    kept = [item for index, item in enumerate(old) if index not in gone]
    if orders:
        (order,) = orders
        named = labels(old, old)
        assert named is not None
        by_name = dict(zip(named[0], old, strict=True))
        kept = [by_name[name] for name in order.new if name in by_name]
    rest = [one for one in items if one.new is not ABSENT or len(one.path) > at + 1]
    result: list[Any] = []
    while kept or len(result) in came:
        index = len(result)
        if index in came:
            result.append(copy.deepcopy(came[index]))
            continue
        below = [one for one in rest if _index(one, at) == index]
        result.append(apply(kept.pop(0), below, at + 1))
    return result


def _index(one: FieldChange, at: int) -> int:
    part = one.path[at]
    assert isinstance(part, Item)
    return part.index


@given(VALUES)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert listed(value, copy.deepcopy(value)) == []


@given(VALUES, VALUES)
def test_the_changes_lead_from_old_to_new(old: Any, new: Any) -> None:
    assert same(apply(old, listed(old, new)), new)
    assert bool(listed(old, new)) is not same(old, new)


@given(NAMED, NAMED)
def test_so_they_do_where_items_have_names(old: Any, new: Any) -> None:
    assert same(apply(old, listed(old, new)), new)


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), max_size=5), st.data())
def test_so_they_do_where_items_have_none(old: Any, data: st.DataObject) -> None:
    new = data.draw(st.permutations([*old, *data.draw(st.lists(VALUES, max_size=2))]))
    assert same(apply(old, listed(old, new)), new)


def paths(old: object, new: object) -> list[str]:
    return [one.name for one in field_changes(old, new)]


WEB = {"name": "web", "image": "web:1", "ports": [{"containerPort": 80}]}
SIDE = {"name": "side", "image": "side:1"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": True}, ["a"]),
        ({"a": None}, {}, ["a"]),
        ({"a": {}}, {"a": {"b": {"c": 1}}}, ["a.b"]),
        ({"x/y.z": 1}, {"x/y.z": 2}, ['["x/y.z"]']),
        ([WEB, SIDE], [SIDE, {**WEB, "image": "web:2"}], ["[web].image", ""]),
        ([WEB], [SIDE, WEB], ["[side]"]),
        ([WEB], [{**WEB, "ports": [{"containerPort": 81}]}], ["[web].ports[80/TCP]"] * 1
         + ["[web].ports[81/TCP]"]),
        ([{"port": 53, "protocol": p} for p in ("TCP", "UDP")], [{"port": 53}], ["[53/UDP]",
         "[53/TCP].protocol"]),
        (["get", "list"], ["get", "watch", "list"], ["[1]"]),
        ([{"verbs": ["get"], "resources": ["pods"]}, {"verbs": ["*"]}],
         [{"verbs": ["list"]}, {"verbs": ["get", "up"], "resources": ["pods"]}, {"verbs": ["*"]}],
         ["[0]", "[1].verbs[1]"]),
    ],
)  # fmt: skip
def test_fields_are_named_as_people_would(old: object, new: object, expected: list[str]) -> None:
    assert paths(old, new) == expected


def test_what_has_little_in_common_is_replaced_as_a_whole() -> None:
    old, new = {"from": [{"a": 1}], "ports": [1]}, {"to": [{"b": 2}], "ports": [2]}
    (only,) = field_changes([old], [new])
    assert (only.old, only.new) == (old, new)


def test_text_of_several_lines_is_text() -> None:
    (text,) = field_changes("a\nb", "a\nc")
    (word,) = field_changes("a", "c")
    assert (text.is_text, word.is_text) == (True, False)
