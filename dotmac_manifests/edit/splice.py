"""Puts one step into a text: every character that the step does not concern stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dotmac_manifests.edit import render
from dotmac_manifests.edit.difference import Insert, Put, Remove, Step
from dotmac_manifests.edit.layout import Entry, Indentation, Node, indentation, locate, walk
from dotmac_manifests.edit.operations import KeyOrder
from dotmac_manifests.kube.yaml_reader import FieldPath

_LINE_END = re.compile(r"\r\n?|\n")
_COMMA = re.compile(r"(?:\s|#[^\r\n]*)*?,[ \t]*")
_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|\Z)")


def line_end(text: str) -> str:
    """The characters that end the first line, or `\\n`."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def splice(text: str, step: Step, order: KeyOrder) -> str:
    """``text`` after ``step``; YAML that few people write may come out wrong, so read it again."""
    root = locate(text)
    splicer = _Splicer(text, root, indentation(root), line_end(text), order)
    if isinstance(step, Put):
        return splicer.put(step.path, step.value)
    if isinstance(step, Insert):
        return splicer.insert(step.path, step.value)
    return splicer.remove(step)


@dataclass(frozen=True)
class _Splicer:
    text: str
    root: Node
    indentation: Indentation
    newline: str
    order: KeyOrder

    def put(self, path: FieldPath, value: object) -> str:
        if not path:
            entries = value.items() if isinstance(value, dict) else ()
            found = [line for name, item in entries for line in self._entry(name, item)]
            return self._replace(self.root.start, self.root.end, self._block(found, 0) or "{}")
        container, entry = list(walk(self.root, path))[-1]
        node = entry.node
        kept = self._in_same_quotes(container, node, value)
        if container.flow:
            token = render.flow(value) if kept is None else kept
            return self._put_inline(entry, token)
        if kept is not None:
            return self._put_inline(entry, kept)
        item = isinstance(path[-1], int)
        rest = entry.head if node.block and self._is_below(entry) else entry.end
        commented = bool(self.text[rest : self._line_end(rest)].strip())
        first, *others = render.lines(value, self.indentation, item=item, inline=commented)
        if not others:
            return self._put_inline(entry, first.lstrip(" "))
        return self._put_block(entry, first, self._block(others, container.column), value)

    def insert(self, path: FieldPath, value: object) -> str:
        container = self._node(path[:-1])
        assert container.entries, "an empty one is replaced as a whole"
        name = path[-1]
        before = self._before(container, path)
        first = next(iter(container.entries.values()))
        if container.flow:
            named = isinstance(name, str)
            piece = render.flow_pair(str(name), value) if named else render.flow(value)
            if before is None:
                return self._replace(first.start, first.start, f"{piece}, ")
            return self._replace(before.end, before.end, f", {piece}")
        block = self._block(self._entry(name, value), container.column)
        if before is not None:
            return self._below(self._line_end(before.end), block, value)
        if len(path) > 1:  # below a key or dash; comments there are about the first entry
            end = self._line_end(list(walk(self.root, path[:-1]))[-1][1].head)
            if "#" in self.text[end : max(end, first.start)]:
                return self._replace(end, end, self.newline + block)
        indent = " " * container.column
        return self._replace(first.start, first.start, block.lstrip(" ") + self.newline + indent)

    def remove(self, step: Remove) -> str:
        container, entry = list(walk(self.root, step.path))[-1]
        if container.flow:
            return self._remove_inline(container, entry)
        line = self._line_start(entry.start)
        end = self._line_end(entry.end)
        if self.text[line : entry.start].strip():  # behind a dash: the next one moves up there
            rest = self.text[end:]
            return self.text[: entry.start] + rest.lstrip(" \t\r\n")
        after = _LINE_END.match(self.text, end)
        if after:
            return self._replace(line, after.end(), "")
        kept = self.text[:line]  # at the end of a text without a last line end
        if _ends_in_block_text(container.entries, step.path[-1]):
            return kept
        return kept.removesuffix("\n").removesuffix("\r")

    def _node(self, path: FieldPath) -> Node:
        steps = list(walk(self.root, path))
        return steps[-1][1].node if steps else self.root

    def _before(self, container: Node, path: FieldPath) -> Entry | None:
        """The entry that the new one follows; None when it comes first."""
        assert container.entries, "asked of what holds something"
        name = path[-1]
        if isinstance(name, int):
            return container.entries[name - 1] if name else None
        names: Sequence[str] = self.order(path[:-1])
        if name not in names:
            return list(container.entries.values())[-1]
        earlier = names[: names.index(name)]
        found = [container.entries[key] for key in reversed(earlier) if key in container.entries]
        return found[0] if found else None

    def _entry(self, name: str | int, value: object) -> list[str]:
        """A whole new entry of a block, line by line."""
        item = isinstance(name, int)
        first, *others = render.lines(value, self.indentation, item=item, inline=False)
        sign = "-" if item else render.key(str(name)) + ":"
        return [sign + first, *others]

    def _in_same_quotes(self, container: Node, node: Node, value: object) -> str | None:
        """A new text in the quotes that its predecessor was given by choice."""
        if not isinstance(value, str) or node.style not in ("'", '"'):
            return None
        return render.requoted(value, node.text, node.style, in_flow=container.flow)

    def _put_inline(self, entry: Entry, token: str) -> str:
        node = entry.node
        if node.empty:
            return self._replace(entry.head, entry.head, (": " if entry.bare else " ") + token)
        if node.block and self._is_below(entry):
            removed = self._replace(self._line_end(entry.head), self._line_end(node.end), "")
            return f"{removed[: entry.head]} {token}{removed[entry.head :]}"
        return self._replace(node.start, node.end, token)

    def _put_block(self, entry: Entry, first: str, others: str, value: object) -> str:
        """Put ``first`` behind the key or dash, and ``others`` below that line."""
        node = entry.node
        if node.block and self._is_below(entry):
            kept = self._replace(self._line_end(entry.head), self._line_end(node.end), "")
        else:
            kept = self._replace(entry.head, entry.end, "")
        new = replace(self, text=kept[: entry.head] + first + kept[entry.head :])
        return new._below(new._line_end(entry.head), others, value)

    def _below(self, end: int, block: str, value: object) -> str:
        """Put ``block``, which holds ``value``, below the line that ends at ``end``."""
        while isinstance(value, dict | list) and value:
            value = list(value.values())[-1] if isinstance(value, dict) else value[-1]
        if end == len(self.text) and isinstance(value, str) and value.endswith("\n"):
            block += self.newline  # it is a part of the last text
        return self._replace(end, end, self.newline + block)

    def _remove_inline(self, container: Node, entry: Entry) -> str:
        entries = list((container.entries or {}).values())
        index = entries.index(entry)
        line = self._line_start(entry.start)
        alone = not self.text[line : entry.start].strip()
        comma = _COMMA.match(self.text, entry.end)
        if comma and not (index and index == len(entries) - 1):
            rest = _REST.match(self.text, comma.end())
            if alone and rest:
                after = _LINE_END.match(self.text, rest.end())
                return self._replace(line, after.end() if after else rest.end(), "")
            return self._replace(entry.start, comma.end(), "")
        previous = entries[index - 1].end
        between = self.text[previous : entry.start]
        if "#" in between:  # the comma stays, before the comment of the previous one
            return self._replace(entry.start, entry.end, "")
        return self._replace(previous, entry.end, "")

    def _is_below(self, entry: Entry) -> bool:
        """Whether a value begins on a later line than its key or dash."""
        return (
            _LINE_END.search(self.text, entry.head, max(entry.head, entry.node.start)) is not None
        )

    def _block(self, found: Sequence[str], column: int) -> str:
        indent = " " * column
        return self.newline.join(indent + line if line else "" for line in found)

    def _replace(self, start: int, end: int, by: str) -> str:
        return self.text[:start] + by + self.text[end:]

    def _line_start(self, position: int) -> int:
        return max(self.text.rfind("\n", 0, position), self.text.rfind("\r", 0, position)) + 1

    def _line_end(self, position: int) -> int:
        found = _LINE_END.search(self.text, position)
        return found.start() if found else len(self.text)


def _ends_in_block_text(entries: Mapping[str | int, Entry] | None, last: str | int) -> bool:
    """Whether a text of several lines, which ends with a line end, comes before ``last``."""
    while entries:
        *_, node = (entry.node for key, entry in entries.items() if key != last)
        entries, last = node.entries, ""
        if node.style in ("|", ">"):
            return True
    return False
