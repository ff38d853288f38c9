"""A press writes what the writer writes, whatever the objects and the words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.emit.press import Press, Words
from dotmac_manifests.kube.order import ordered
from dotmac_manifests.kube.yaml_writer import dump

Body = dict[str, Any]

WORDS = st.sampled_from(
    ("n", "t", "e", "x", "u", "e1", "e2d", "true", "null", "one", "1", "0x1F", "a-b", "a", "slug")
)
"""Many that occur in escapes, numbers and what is no text at all."""
TEXTS = st.lists(
    st.sampled_from(
        ("{}", "\n", "\t", "\\", "'", '"', "n", "-", " ", ": ", "#", "é", "\x1f", "中", "1")
    ),
    max_size=5,
).map("".join)
VALUES = st.recursive(
    TEXTS | st.integers(-20, 20) | st.booleans() | st.none() | st.sampled_from((1e1, 1e300, 0.5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def filled(value: Any, word: str) -> Any:
    """The value with a word in each of its texts that has room for one."""
    if isinstance(value, dict):
        return {key.replace("{}", word): filled(item, word) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, word) for item in value]
    return value.replace("{}", word) if isinstance(value, str) else value


def written(press: Press, body: Body, words: tuple[str, ...]) -> str:
    """As `render` has it."""
    found = Words(words)
    [key] = press.keys([body], found)
    form = press.form(key)
    return press.write(body, found, key) if form is None else press.stamp(form, body, found)


@given(VALUES, st.lists(st.tuples(WORDS, WORDS), min_size=3, max_size=8))
def test_objects_that_differ_by_words(value: Any, pairs: list[tuple[str, str]]) -> None:
    press = Press()
    for first, second in pairs:
        body = {"kind": "Thing", "spec": [filled(value, first), filled(value, second)]}
        assert written(press, body, (first, second)) == dump([ordered(body)])
    assert press.refused == 0


def test_the_second_of_a_kind_leaves_a_form_for_the_third() -> None:
    press = Press()
    for slug in ("fast-fiber", "metro", "null", "0x1f", "x" * 40):
        body = {"metadata": {"namespace": f"tenant-{slug}", "name": slug}, "spec": {"replicas": 1}}
        assert written(press, body, (slug,)) == dump([ordered(body)])
    assert (press.written, press.stamped, press.refused) == (2, 3, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"spec": {"replicas": 2}},
        {"spec": {"replicas": True}},
        {"spec": {"replicas": "1"}},
        {"spec": {"replicas": 1}, "data": {}},
        {"spec": {"replicas": 1, "other": None}},
    ],
)
def test_an_object_that_differs_otherwise_is_written_in_full(change: Body) -> None:
    press = Press()
    for slug in ("a1", "b2"):
        written(press, {"name": slug, "spec": {"replicas": 1}}, (slug,))
    body = {"name": "c3", **change}
    assert written(press, body, ("c3",)) == dump([ordered(body)])
    assert (press.written, press.stamped) == (3, 0)


def test_a_key_that_holds_a_word_may_stand_elsewhere_for_another_tenant() -> None:
    press = Press()
    for slug in ("b", "b", "z", "z", "a"):
        body = {"data": {f"{slug}.example": "1", "m": "2"}}
        assert written(press, body, (slug,)) == dump([ordered(body)])
    assert press.stamped == 0


def test_schedules_and_checksums_are_words_of_the_object() -> None:
    press = Press()
    for number in range(4):
        annotations = {"dotmac.io/config-checksum": f"{number:016x}"}
        body = {
            "metadata": {"namespace": f"tenant-{number}x"},
            "spec": {
                "schedule": f"{number} 1 * * *",
                "template": {"metadata": {"annotations": annotations}},
            },
        }
        assert written(press, body, (f"{number}x",)) == dump([ordered(body)])
    assert press.stamped == 2
