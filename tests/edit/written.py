"""Documents as people write them: odd indentation, comments, quotes, flow style, blank lines."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = ("name", "replicas", "a-b", "app.kubernetes.io/part", '"on"', "'12'", "x y", "long_key")
PLAIN = ("v1.2.3", "some words here", "10Gi", "true", "12", "-3", "http://a.b/c#d", "null", "3.5")
QUOTED = ('"yes"', "'it''s'", '"a\\tb: c"', "'#no'", '"é"', "'plain'", '"plain"', "''")
COMMENTS = ("# why", "#", "#:x - [y", "# {a: b}", "# 'ä")
BLOCKS = ("|", "|-", "|+", ">", ">-", "| # head")


@dataclass(frozen=True)
class Style:
    """How one document indents."""

    mapping: int
    dash: int
    item: int


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document that our reader takes; its root is a block mapping."""
    style = Style(draw(st.integers(1, 4)), draw(st.integers(0, 3)), draw(st.integers(2, 4)))
    lines = [*draw(_between(0)), *draw(_mapping(style, 0, 3))]
    if draw(st.booleans()):
        lines = [*draw(st.sampled_from([["---"], ["# top", "---"], ["# top"]])), *lines]
    lines += draw(_between(0))
    text = "\n".join(lines)
    if "|" in text or ">" in text or draw(st.booleans()):  # block text without line end is rare
        text += "\n" * draw(st.integers(1, 2))
    newline = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    return draw(st.sampled_from(["", "", "\ufeff"])) + text.replace("\n", newline)


@st.composite
def _between(draw: st.DrawFn, column: int) -> list[str]:
    """Blank lines and comments, most often none."""
    kinds = draw(st.lists(st.sampled_from(["", " " * column + "# note", "# left"]), max_size=2))
    return kinds if draw(st.integers(0, 3)) == 0 else []


@st.composite
def _mapping(draw: st.DrawFn, style: Style, column: int, depth: int) -> list[str]:
    lines: list[str] = []
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    for name in names:
        if lines:
            lines += draw(_between(column))
        head = " " * column + name + draw(st.sampled_from([":", ":", " :"]))
        lines += draw(_value(style, head, column, depth, column + style.mapping))
    return lines


@st.composite
def _list(draw: st.DrawFn, style: Style, column: int, depth: int) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        if lines:
            lines += draw(_between(column))
        inner = column + style.item
        if depth and draw(st.booleans()):
            kind = draw(st.sampled_from([_mapping, _list]))
            first, *others = draw(kind(style, inner, depth - 1))
            lines += [" " * column + "-" + first[column + 1 :], *others]
        else:
            lines += draw(_value(style, " " * column + "-", column, 0, inner))
    return lines


@st.composite
def _value(
    draw: st.DrawFn, style: Style, head: str, column: int, depth: int, inner: int
) -> list[str]:
    comment = draw(st.sampled_from(["", "", " ", *(f"  {text}" for text in COMMENTS)]))
    kinds = ["plain", "plain", "quoted", "flow", "empty", "block"]
    kind = draw(st.sampled_from([*kinds, "mapping", "mapping", "list"] if depth else kinds))
    if kind == "mapping":
        return [head + comment, *draw(_between(inner)), *draw(_mapping(style, inner, depth - 1))]
    if kind == "list":
        dashes = column + style.dash
        return [head + comment, *draw(_between(dashes)), *draw(_list(style, dashes, depth - 1))]
    if kind == "empty":
        return [head + comment]
    gap = draw(st.sampled_from([" ", " ", "   "]))
    if kind == "block":
        body = draw(st.lists(st.sampled_from(["text", "# no comment", "", "a: b"]), min_size=1))
        body = [" " * inner + "first", *(" " * inner + line if line else "" for line in body)]
        return [head + gap + draw(st.sampled_from(BLOCKS)), *body]
    if kind == "flow":
        return [head + gap + draw(_flow(inner)) + comment]
    written = draw(st.sampled_from(PLAIN if kind == "plain" else QUOTED))
    return [head + gap + written + comment]


@st.composite
def _flow(draw: st.DrawFn, column: int) -> str:
    items = draw(st.lists(st.sampled_from([*PLAIN, *QUOTED, "[]", "[1, 2]"]), max_size=3))
    comma = draw(
        st.sampled_from([", ", ",", " , ", f",\n{' ' * column}", f", # c\n{' ' * column}"])
    )
    space = draw(st.sampled_from(["", " "]))
    if draw(st.booleans()):
        return "[" + space + comma.join(items) + space + "]"
    pairs = [f"k{index}: {item}" for index, item in enumerate(items)]
    return "{" + space + comma.join(pairs) + space + "}"
