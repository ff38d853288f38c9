"""The careful reader of manifests: kubectl's meaning of scalars, anchors, merges, refusals."""

from __future__ import annotations

import pytest

from dotmac_manifests.errors import InputError
from dotmac_manifests.kube.yaml_manifests import read_manifests, scalar

MEANINGS: dict[str, object] = {
    "yes": True,
    "Off": False,
    "y": True,
    "~": None,
    "": None,
    "017": 15,
    "0o17": 15,
    "-0b11": -3,
    "0x1F": 31,
    "1_000": 1000,
    "08": 8.0,
    "1e3": 1000.0,
    ".5": 0.5,
    "12:30:45": "12:30:45",
    "2001-01-01": "2001-01-01",
    "2001-01-01T00:00:00Z": "2001-01-01T00:00:00Z",
    "1.2.3": "1.2.3",
    "=": "=",
    "tRue": "tRue",
    "+": "+",
}


@pytest.mark.parametrize(("text", "meaning"), MEANINGS.items())
def test_scalars_mean_what_kubectl_reads(text: str, meaning: object) -> None:
    assert scalar(text) == meaning
    assert type(scalar(text)) is type(meaning)


def value(text: str) -> object:
    (part,) = read_manifests(text, "some.yaml")
    return part.value


def problem(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read_manifests(text, "some.yaml")
    return str(caught.value)


def test_documents_that_are_empty_are_left_out() -> None:
    parts = read_manifests("# nothing\n---\na: 1\n---\n---\nb: 2\n", "some.yaml")
    assert [(part.line, part.value) for part in parts] == [(3, {"a": 1}), (6, {"b": 2})]


def test_anchors_and_merge_keys_are_followed() -> None:
    text = "a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\ne: *x\n"
    assert value(text) == {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}, "e": {"b": 1, "c": 2}}


def test_the_first_of_several_merges_wins() -> None:
    text = "a: &x {k: 1}\nb: &y {k: 2, l: 3}\nc:\n  <<: [*x, *y]\n"
    assert isinstance(found := value(text), dict)
    assert found["c"] == {"k": 1, "l": 3}


def test_keys_become_text_as_in_json() -> None:
    assert value("on: 1\n8080: 2\n") == {"true": 1, "8080": 2}


def test_tags_that_fit_are_taken() -> None:
    assert value("a: !!str 1\nb: !!int '2'\n") == {"a": "1", "b": 2}


def test_positions_are_those_of_keys_and_items() -> None:
    (part,) = read_manifests("# head\na:\n  b:\n    - c: 1\n", "some.yaml")
    assert part.position(("a", "b", 0, "c")) == (4, 7)
    assert part.position(("a", "b", 0, "d", 3)) == (4, 7)
    assert part.position(()) == (2, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2\n", "some.yaml:2:1: a: the key is there twice, first in line 1"),
        ("a: *x\n", "the alias *x has no anchor"),
        ("<<: 1\n", "the merge key << needs a mapping"),
        ("a: !thing 1\n", "the tag !thing does not fit"),
        ("a: !!int x\n", "does not fit"),
        ("? [a]\n: 1\n", "a key is not text"),
        ("a: [1\nb: 2\n", "lacks a ','"),
        ("a: b: c\n", "a ':' stands where no key can be"),
        ("a: " + "[" * 200 + "]" * 200, "is nested deeper"),
    ],
)
def test_refusals_have_a_place(text: str, message: str) -> None:
    assert message in problem(text)
