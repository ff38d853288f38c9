"""Markdown in parts that each fit where they go, with nothing left out.

A comment on GitHub takes 65,536 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PART = 65_000
"""Characters of a part: a comment, and room for somebody's heading."""


@dataclass(frozen=True)
class Block:
    """Markdown that stays together, then lines in a fence, if any, coloured as ``language``."""

    text: str
    lines: tuple[str, ...] = ()
    language: str = "diff"

    @property
    def fence(self) -> str:
        """More backticks than any line has in a row."""
        runs = (len(run) for line in self.lines for run in re.findall("`+", line))
        return "`" * max(3, max(runs, default=0) + 1)

    @property
    def markdown(self) -> str:
        """The block as it is written."""
        if not self.lines:
            return f"{self.text}\n"
        return "\n".join([self.text, f"{self.fence}{self.language}", *self.lines, self.fence, ""])


def code(text: str) -> str:
    """Text as code in a line of Markdown, whatever is in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def parts(title: str, blocks: Iterable[Block], limit: int = PART) -> list[str]:
    """Pages of at most ``limit`` characters, each headed by the title and its number."""
    pages = _pages(blocks, limit - len(f"## {title} (part 9999 of 9999)\n\n"))
    count = len(pages)
    return [
        f"## {title}{f' (part {number} of {count})' if count > 1 else ''}\n\n{page}"
        for number, page in enumerate(pages, 1)
    ]


def _pages(blocks: Iterable[Block], room: int) -> list[str]:
    pages = [""]
    for block in blocks:
        for piece in _pieces(block, room):
            text = f"{piece.markdown}\n"
            if pages[-1] and len(pages[-1]) + len(text) > room:
                pages.append("")
            pages[-1] += text
    return pages


def _pieces(block: Block, room: int) -> Iterator[Block]:
    """A block that fits, or several that hold its lines one after the other.

    A line that is far too long goes on in the next one, which then begins with the same sign and
    an ellipsis; a text that is, such as a list of a thousand names, becomes lines.
    """
    if len(block.markdown) + 1 <= room:
        yield block
        return
    width = room // 6  # for the text, a line, and fences that a line may make as long
    head = block.text.splitlines()[0][:width]
    if len(block.text) > width:
        yield from _pieces(Block(head, tuple(block.text.splitlines()), "text"), room)
        head = f"{head} (continued)"
    taken: list[str] = []
    left = room
    for line in (part for long in block.lines for part in _broken(long, width)):
        if taken and len(line) + 1 > left:
            yield Block(head, tuple(taken), block.language)
            taken, head = [], f"{head.removesuffix(' (continued)')} (continued)"
        if not taken:
            left = (
                room
                - len(head)
                - len(" (continued)")
                - 2 * len(block.fence)
                - len("\ndiff\n\n\n\n")
            )
        taken.append(line)
        left -= len(line) + 1
    if taken:
        yield Block(head, tuple(taken), block.language)


def _broken(line: str, width: int) -> Iterator[str]:
    yield line[:width]
    for at in range(width, len(line), width):
        yield f"{line[:1]}…{line[at : at + width]}"
