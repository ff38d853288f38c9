"""Markdown in parts: nothing lost, nothing too long, every fence closed."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.report.markdown_parts import Block, code, parts

LINES = st.text("ab`+- é", min_size=1, max_size=400)
BLOCKS = st.builds(
    Block, st.text("abc", min_size=1, max_size=900), st.lists(LINES, max_size=30).map(tuple)
)


@given(st.lists(BLOCKS, min_size=1, max_size=8), st.integers(700, 3_000))
def test_parts_fit_and_lose_nothing(blocks: list[Block], limit: int) -> None:
    pages = parts("Title", blocks, limit)
    assert all(len(page) <= limit for page in pages)
    said = re.sub(r"\s|…", "", "".join(pages))
    for block in blocks:
        for line in (block.text, *block.lines):
            for piece in re.findall(r"[^`\s+-]{1,20}", line):
                assert piece in said
    for page in pages:
        fences = re.findall(r"^(`{3,})(?:diff|text)$(?:\n.*?)*?\n\1$", page, re.MULTILINE)
        assert len(fences) == len(re.findall(r"^`{3,}(?:diff|text)$", page, re.MULTILINE))


def test_a_single_part_has_no_number() -> None:
    assert parts("T", [Block("text", ("+ a",))]) == ["## T\n\ntext\n```diff\n+ a\n```\n\n"]


def test_long_lines_go_on_with_their_sign() -> None:
    (first, *more) = parts("T", [Block("text", ("+" + "x" * 2_000,))], 1_000)
    assert first.startswith("## T (part 1 of ")
    assert all("\n+…" in page for page in more)


def test_code_may_hold_backticks() -> None:
    assert [code("a"), code("`a"), code("a``b")] == ["`a`", "`` `a ``", "```a``b```"]
