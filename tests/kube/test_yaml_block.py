"""The fast reader agrees with the careful one wherever it does not decline."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.errors import InputError
from dotmac_manifests.kube import yaml_block
from dotmac_manifests.kube.yaml_block import read_block
from dotmac_manifests.kube.yaml_manifests import read_manifests
from dotmac_manifests.kube.yaml_writer import dump
from tests.kube.nasty import BLOCKS, TEXTS, keys, scalars


def careful(text: str) -> list[tuple[int, object]]:
    return [(part.line, part.value) for part in read_manifests(text, "some.yaml")]


PROGRAMS = {
    "kubectl": "apiVersion: v1\nitems:\n- a: 1\n  b:\n  - c\n  - d: e\n    f: g\nkind: List\n",
    "indented lists": "a:\n  - b: c\n    d:\n      - e\n  - f: g\nh: i\n",
    "documents": "# head\n---\na: 1\n---\n\n---\n# foot\nb: 2\n",
    "literal": "a: |\n  x\n\n    y\n\nb: |-\n    z\n",
    "literal at the end": "a:\n- |\n  x\n\n\n",
    "literal in an item": "a:\n- b: |\n    x\n  c: 1\n",
    "scalars": "a: yes\nb: 0777\nc: 1e3\nd: 12:30\ne: null\nf:\ng: -1\nh: '1'\ni: \"a\\nb\"\n",
    "empty": "a: {}\nb: []\nc: ''\n",
    "arguments": "a:\n- --x=y\n- -c\n- a:b\n- http://x/#y\n",
    "null before a sibling": "a:\nb:\n- c:\n  d:\n",
}
UNUSUAL = {
    "anchor": "a: &x 1\n",
    "alias": "a: *x\n",
    "merge": "<<: {}\n",
    "flow": "a: {b: c}\n",
    "comment after a value": "a: b # c\n",
    "folded": "a: >\n  b\n",
    "kept line ends": "a: |+\n  b\n\n",
    "key twice": "a: 1\na: 2\n",
    "plain text on two lines": "a: b\n  c\n",
    "quoted text on two lines": 'a: "b\n  c"\n',
    "text below its key": "a:\n  b\n",
    "key that is a number": "1: a\n",
    "key that is a switch": "on: a\n",
    "list": "- a\n",
    "tab": "a:\tb\n",
    "carriage return": "a: b\r\n",
    "dash in a dash": "a:\n- - b\n",
    "end of document": "a: b\n...\n",
    "directive": "%YAML 1.1\n---\na: b\n",
    "wrong indentation": "a:\n    b: 1\n  c: 2\n",
    "literal without line end": "a: |\n  b",
    "literal without text": "a: |\n---\n  b: c\n",
    "comment before the text of a literal": "a: |\n# b\n  c\n",
    "half a surrogate pair": 'a: "\\ud83d\\ude00"\n',
    "number without end": "a: .inf\n",
    "number beyond all": "a: 1.0e+999\n",
    "no number": "a: .nan\n",
    "item beside keys": "a: 1\n- b\n",
    "key beside items": "a:\n- b\nc\n",
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_what_programs_write(text: str) -> None:
    assert read_block(text) == careful(text)


@pytest.mark.parametrize("text", UNUSUAL.values(), ids=UNUSUAL)
def test_declines_what_goes_beyond(text: str) -> None:
    assert read_block(text) is None


@pytest.mark.parametrize("text", TEXTS)
def test_reads_back_what_our_writer_writes(text: str) -> None:
    written = dump([{"a": text, "b": [text, {"c": text}]}])
    found = read_block(written)
    assert found is None or found == [(1, {"a": text, "b": [text, {"c": text}]})]


@given(st.lists(st.dictionaries(keys, st.one_of(scalars, st.lists(scalars, max_size=3)))))
def test_agrees_on_our_own_documents(documents: list[dict[str, Any]]) -> None:
    text = dump(documents)
    found = read_block(text)
    assert found is None or found == careful(text)


SAME = {
    "below another field": "a:\n  b:\n    c: 1\nd:\n  b:\n    c: 1\n",
    "below none": "  b:\n    c: 1\n",
    "below a value": "a: 1\n  b:\n    c: 1\n",
    "below null": "a: null\n  b:\n    c: 1\n",
    "below an item": "a:\n- d: 1\n  b:\n    c: 1\n",
    "below a key in it": "a:\n d:\n  b:\n    c: 1\n",
    "twice": "a:\n  b:\n    c: 1\n  b:\n    c: 1\n",
    "after another": "a:\n  d: 1\n  b:\n    c: 1\n",
    "deeper": "a:\n  b:\n    c: 1\n    d: 1\n",
    "after a comment": "a:\n  # d\n\n  b:\n# e\n    c: 1\n",
    "in a literal": "a: |\n  b:\n    c: 1\n",
    "in a literal in a field": "a:\n  d: |\n    b:\n      c: 1\n  b:\n    c: 1\n",
    "at the end": "a:\n  b:\n    c: 1",
    "before a document": "a:\n  b:\n    c: 1\n---\n  b:\n    c: 1\n",
    "in a second document": "a:\n---\na:\n  b:\n    c: 1\n",
}
"""Texts that hold `b: {c: 1}`, or seem to."""


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_a_piece_that_is_known_means_what_stands_around_it_says(text: str) -> None:
    for known in (*SAME.values(), text, text):
        found = read_block(known)
        try:
            expected = careful(known)
        except InputError:
            expected = None
        assert found in (None, expected)
    assert read_block("a:\n  b:\n    c: 1\n") == [(1, {"a": {"b": {"c": 1}}})]


def test_equal_pieces_are_one_value() -> None:
    text = "metadata:\n  name: {}\nspec:\n  ports:\n    - port: 1\n"
    one, two = (read_block(text.format(name))[0][1] for name in ("a", "b"))  # type: ignore[index]
    assert (one["metadata"], two["metadata"]) == ({"name": "a"}, {"name": "b"})
    assert one["spec"] is not two["spec"]
    assert one["spec"]["ports"] is two["spec"]["ports"]  # type: ignore[index]


def test_forgets_what_gets_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_block, "_MOST", 50)
    texts = [f"a:\n  b{number}:\n    c: x{'y' * number}\n" for number in range(60)]
    for text in texts:
        assert read_block(text) == careful(text)
        assert sum(map(len, yaml_block._pieces)) <= max(50, len(text))


@given(BLOCKS)
def test_never_reads_what_the_careful_reader_reads_otherwise(text: str) -> None:
    found = read_block(text)
    if found is not None:
        try:
            expected = careful(text)
        except InputError as error:
            raise AssertionError(f"{text!r} was read as {found}") from error
        assert found == expected
