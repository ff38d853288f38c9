"""Where everything stands in a YAML text: values, keys, dashes, and how they are indented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from dotmac_manifests.kube.yaml_reader import FieldPath

_LOADER = getattr(yaml, "CLoader", yaml.Loader)  # the same parser as the reader's
_COLON = re.compile(r"\s*:")
_BLOCK_HEAD = re.compile(r"[|>][0-9+-]*")
_GAP = re.compile(r"(?:\s|#[^\r\n]*)*")


@dataclass(frozen=True)
class Entry:
    """A key or an item: it begins at ``start``; ``head`` is behind its `:` or `-`.

    Items of a flow list have no sign of their own, and their head is their start. A flow mapping
    may have keys without `:`; their head is where it would be, and ``bare`` is true.
    """

    start: int
    head: int
    node: Node
    bare: bool = False

    @property
    def end(self) -> int:
        """Where the entry ends; the rest of that line may hold a comment."""
        return max(self.head, self.node.end)


@dataclass(frozen=True)
class Node:
    """A value from ``start`` up to ``end``, positions in the text; ``column`` counts from 0.

    ``style`` is what a scalar begins with: a quote, `|`, `>`, or nothing; ``text`` what it holds.
    A block ends with its last value, before a comment on that line.
    """

    start: int
    end: int
    column: int
    flow: bool = False
    style: str = ""
    text: str = ""
    entries: Mapping[str | int, Entry] | None = None

    @property
    def block(self) -> bool:
        """Whether this is a mapping or list that is told by its indentation."""
        return self.entries is not None and not self.flow

    @property
    def empty(self) -> bool:
        """Whether this is a null of which nothing is written."""
        return self.start == self.end


@dataclass(frozen=True)
class Indentation:
    """Columns by which a text indents.

    ``mapping``: keys below the key that holds them. ``dash``: the dashes of a list below its key.
    ``item``: what follows a dash, counted from the dash.
    """

    mapping: int = 2
    dash: int = 2
    item: int = 2


def locate(text: str) -> Node:
    """The root of a text that the reader has taken. Raises yaml.YAMLError for any other."""
    root = yaml.compose(text, Loader=_LOADER)
    assert root is not None, "the reader takes no empty text"
    return _node(root, text)


def walk(root: Node, path: FieldPath) -> Iterator[tuple[Node, Entry]]:
    """The containers on the way to ``path``, each with the entry that leads on."""
    for part in path:
        assert root.entries is not None, "the path was found in the value of the text"
        entry = root.entries[part]
        yield root, entry
        root = entry.node


def indentation(root: Node) -> Indentation:
    """How a text is indented mostly; where it shows nothing, two columns a level."""
    seen: dict[str, Counter[int]] = {"mapping": Counter(), "dash": Counter(), "item": Counter()}
    _count(root, seen)
    most = {name: counts.most_common(1)[0][0] for name, counts in seen.items() if counts}
    return Indentation(**most)


def _count(node: Node, seen: Mapping[str, Counter[int]]) -> None:
    for key, entry in (node.entries or {}).items():
        child = entry.node
        if node.block and child.block:
            if isinstance(key, int):
                seen["item"][child.column - node.column] += 1
            elif child.entries and 0 in child.entries:
                seen["dash"][child.column - node.column] += 1
            else:
                seen["mapping"][child.column - node.column] += 1
        _count(child, seen)


def _node(found: yaml.Node, text: str) -> Node:
    start, column = found.start_mark.index, found.start_mark.column
    if isinstance(found, yaml.ScalarNode):
        style = found.style or ""
        end = found.end_mark.index
        if style in ("|", ">"):
            end = _block_end(text, start, end)
        return Node(start, end, column, style=style, text=found.value)
    assert isinstance(found, yaml.CollectionNode), "a node is a scalar or a collection"
    flow = bool(found.flow_style)
    entries: dict[str | int, Entry] = {}
    end = start
    if isinstance(found, yaml.MappingNode):
        for key, value in found.value:
            node = _node(value, text)
            key_end = key.end_mark.index
            colon = _COLON.match(text, key_end)
            head = colon.end() if colon else key_end
            entries[key.value] = Entry(key.start_mark.index, head, node, bare=colon is None)
            end = max(head, node.end)
    else:
        for index, value in enumerate(found.value):
            node = _node(value, text)
            dash = node.start
            if not flow:
                gap = _GAP.match(text, end)
                assert gap is not None, "it matches nothing, too"
                dash = gap.end()
            entries[index] = Entry(dash, dash if flow else dash + 1, node)
            end = node.end if flow else max(dash + 1, node.end)
    if flow:
        end = found.end_mark.index
    return Node(start, end, column, flow=flow, entries=entries)


def _block_end(text: str, start: int, end: int) -> int:
    """Where the last line of a literal or folded text ends; empty lines count where `+` keeps them.

    The parser's end is the beginning of the line after it, or the indentation there.
    """
    head = _BLOCK_HEAD.match(text, start)
    written = text[start:end]
    if written.rstrip(" ").endswith(("\r", "\n")):
        written = written.rstrip(" ")
    if head is None or "+" not in head[0]:
        return start + len(written.rstrip("\r\n"))
    return start + len(written.removesuffix("\n").removesuffix("\r"))
