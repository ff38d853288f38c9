"""Single steps in lists and braces of several lines, and in blocks of odd indentation."""

from __future__ import annotations

import pytest

from dotmac_manifests.edit.difference import Insert, Put, Remove, Step
from dotmac_manifests.edit.splice import line_end, splice

FLOW = "a: [\n  x, # about x\n  # about z\n  z\n]\n"


@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        (FLOW, Remove(("a", 0)), "a: [\n  # about z\n  z\n]\n"),
        (FLOW, Remove(("a", 1)), "a: [\n  x, # about x\n  # about z\n  \n]\n"),
        (FLOW, Put(("a", 1), 2), FLOW.replace("  z\n", "  2\n")),
        (FLOW, Insert(("a", 0), 1), FLOW.replace("  x,", "  1, x,")),
        ("a: {b: 1, c: 2}\n", Remove(("a", "b")), "a: {c: 2}\n"),
        ("a:\n-   b: 1\n", Insert(("a", 1), {"c": [{}]}), "a:\n-   b: 1\n-   c:\n    -   {}\n"),
        ("a:\n    b: 1 # c\n", Insert(("a", "d"), 2), "a:\n    b: 1 # c\n    d: 2\n"),
        ("a:\n  - x\n", Put(("a", 0), {"b": 1, "c": 2}), "a:\n  - b: 1\n    c: 2\n"),
        ("a:\n  - b: 1\n    c: 2\n", Put(("a", 0), "x"), "a:\n  - x\n"),
        ("a:\n  - x\n  # end\nb: 1\n", Insert(("a", 1), "z"), "a:\n  - x\n  - z\n  # end\nb: 1\n"),
        ("a:\n  # first\n  b: 1\n", Put(("a",), ["x"]), "a: [x]\n"),
    ],
)
def test_steps(before: str, step: Step, after: str) -> None:
    assert splice(before, step, lambda _: ()) == after


@pytest.mark.parametrize(("text", "end"), [("", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb", "\r")])
def test_line_end(text: str, end: str) -> None:
    assert line_end(text) == end
