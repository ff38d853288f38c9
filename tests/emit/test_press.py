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


@pytest.mark.parametrize(
    ("minor", "field", "places"),
    [("1.36", "data", {"1.36": True}), ("1.36", "spec", {"1.36": False})],
    ids=["any text will do", "the schema has a pattern"],
)
def test_one_object_stands_for_others_only_where_any_text_will_do(
    minor: str, field: str, places: dict[str, bool]
) -> None:
    press = Press()
    kind = {"data": "ConfigMap", "spec": "ExternalSecret"}[field]

    def body(slug: str) -> Body:
        found: Body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "x"}}
        if field == "data":
            return {**found, "data": {"slug": slug}}
        return {
            **found,
            "apiVersion": "external-secrets.io/v1",
            "spec": {
                "secretStoreRef": {"name": "store", "kind": "SecretStore"},
                "target": {"name": slug},
                "dataFrom": [{"extract": {"key": "a/b"}}],
            },
        }

    forms = []
    for slug in ("acme", "metro", "Not a Name"):
        words = Words((slug,))
        [key] = press.keys([body(slug)], words)
        press.write(body(slug), words, key)
        forms.append(press.form(key))
    assert forms[0] is None
    assert forms[1] is not None
    assert forms[1] is forms[2]
    assert press.fits(forms[1], body("metro"), minor)
    assert forms[1].settled == places
    assert press.fits(forms[1], body("Not a Name"), minor) is places[minor]


def test_what_fits_one_minor_of_kubernetes_is_judged_again_for_another() -> None:
    press = Press()
    for slug in ("acme", "metro"):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": slug}}
        words = Words((slug,))
        [key] = press.keys([body], words)
        press.write(body, words, key)
    form = press.form(key)
    assert form is not None
    assert press.fits(form, body, "1.36")
    assert not press.fits(form, body, "9.99")
    assert form.settled == {"1.36": True}
