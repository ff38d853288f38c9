"""Places of values in a text, and what its indentation is."""

from __future__ import annotations

import pytest

from dotmac_manifests.edit.layout import Entry, Indentation, indentation, locate, walk
from dotmac_manifests.kube.yaml_reader import FieldPath

TEXT = """\
# top
a: |  # head
    one

b:
  - x: {k: 1, 'l' : "é"} # c
    z:   # none
  - - 2
c: |+
  kept

"""


def entry(path: FieldPath) -> Entry:
    return list(walk(locate(TEXT), path))[-1][1]


@pytest.mark.parametrize(
    ("path", "head", "value"),
    [
        (("a",), "a:", "|  # head\n    one"),
        (("b", 0), "-", "x: {k: 1, 'l' : \"é\"} # c\n    z:"),
        (("b", 0, "x"), "x:", "{k: 1, 'l' : \"é\"}"),
        (("b", 0, "x", "l"), "'l' :", '"é"'),
        (("b", 0, "z"), "z:", ""),
        (("b", 1, 0), "-", "2"),
        (("c",), "c:", "|+\n  kept\n"),
    ],
)
def test_places(path: FieldPath, head: str, value: str) -> None:
    found = entry(path)
    assert TEXT[found.start : found.head] == head
    assert TEXT[found.node.start : found.node.end] == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", Indentation()),
        ("a:\n    b:\n        c: 1\n", Indentation(mapping=4)),
        ("a:\n- b: 1\n", Indentation(dash=0)),
        ("a:\n -  b: 1\n    c:\n     -  d: 1\n", Indentation(dash=1, item=3)),
    ],
)
def test_indentation(text: str, expected: Indentation) -> None:
    assert indentation(locate(text)) == expected
