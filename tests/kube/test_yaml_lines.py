"""Line by line, the reader agrees with the careful one, or declines."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from dotmac_manifests.errors import InputError
from dotmac_manifests.kube.yaml_lines import DeclinedError, read_document, read_lines
from dotmac_manifests.kube.yaml_manifests import read_manifests
from tests.kube.nasty import BLOCKS


def test_reads_what_pieces_do_not() -> None:
    text = "a:\n b:\n  c: 1\n d:\n  - e\n# f\n---\ng: h"
    assert read_lines(text) == [(1, {"a": {"b": {"c": 1}, "d": ["e"]}}), (8, {"g": "h"})]


def test_keys_stand_at_the_margin() -> None:
    lines = ["", "  a: 1", "  b:", "  - c", ""]
    assert read_document(lines, 1, 2) == (1, {"a": 1, "b": ["c"]}, 5)
    for margin in (0, 1, 4):
        with pytest.raises(DeclinedError):
            read_document(lines, 1, margin)


@given(BLOCKS)
def test_never_reads_what_the_careful_reader_reads_otherwise(text: str) -> None:
    if "\t" in text:
        return  # of which the caller takes care
    found: Any
    try:
        found = read_lines(text)
    except DeclinedError:
        return
    try:
        expected = [(part.line, part.value) for part in read_manifests(text, "some.yaml")]
    except InputError as error:
        raise AssertionError(f"{text!r} was read as {found}") from error
    assert found == expected
