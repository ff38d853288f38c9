"""Takes rendered files apart into templates and values, as somebody who writes templates would.

Two documents have one shape when they differ only in the values of their lines. Lines that are
always the same are the template's; so is a line that differs only by the tenant's own words. What
else differs becomes a value. Filled with its values, a template gives the very bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SEPARATOR = "\n---\n"
_KEY = re.compile(r" *(?:- )*(?:[^\s:'\"][^:]*:(?: |$))?")

Parts = tuple[str, ...]
"""Texts and names of values, in turn, beginning and ending with a text."""


@dataclass
class _Shape:
    """Lines of the first document of this shape; those that differ in another are open."""

    number: int
    lines: list[str]
    open: set[int] = field(default_factory=set)


class Shapes:
    """Learns shapes from all files; then says for each which they are, and its values."""

    def __init__(self) -> None:
        self._shapes: dict[int, _Shape] = {}
        self._templates: dict[tuple[int, ...], int] = {}

    def learn(self, text: str, words: Mapping[str, str]) -> None:
        """Look at one file; ``words`` are the tenant's own by name."""
        for lines in _documents(_masked(text, words)):
            shape = self._shapes.setdefault(_form(lines), _Shape(len(self._shapes), lines))
            for place, (one, other) in enumerate(zip(shape.lines, lines, strict=True)):
                if one != other:
                    shape.open.add(place)

    def values(self, text: str, words: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        """Number of the template of one file, and the values that fill it."""
        found = {name: word for name, word in words.items() if word}
        forms: list[int] = []
        for number, lines in enumerate(_documents(_masked(text, words))):
            form = _form(lines)
            forms.append(form)
            for place in sorted(self._shapes[form].open):
                found[f"v{number}_{place}"] = _unmasked(lines[place], words)
        return self._templates.setdefault(tuple(forms), len(self._templates)), found

    def templates(self, words: Sequence[str]) -> list[Parts]:
        """All templates by number; ``words`` are the names of the tenants' words."""
        return [self._template(forms, words) for forms in self._templates]

    @property
    def objects(self) -> int:
        """How many shapes of documents there are."""
        return len(self._shapes)

    def _template(self, forms: Iterable[int], words: Sequence[str]) -> Parts:
        marks = {_mark(place): name for place, name in enumerate(words)}
        texts = []
        for number, form in enumerate(forms):
            shape = self._shapes[form]
            texts.append(
                "\n".join(
                    f"\0v{number}_{place}\0" if place in shape.open else line
                    for place, line in enumerate(shape.lines)
                )
            )
        text = SEPARATOR.join(texts)
        for mark, name in marks.items():
            text = text.replace(mark, f"\0{name}\0")
        return tuple(text.split("\0"))


def fill(parts: Parts, values: Mapping[str, str]) -> str:
    """The text of a template with its values."""
    return "".join(values[part] if place % 2 else part for place, part in enumerate(parts))


def _documents(text: str) -> Iterable[list[str]]:
    return (document.split("\n") for document in text.split(SEPARATOR))


def _form(lines: Iterable[str]) -> int:
    return hash(tuple(found[0] if (found := _KEY.match(line)) else "" for line in lines))


def _mark(place: int) -> str:
    return chr(place + 1)


def _masked(text: str, words: Mapping[str, str]) -> str:
    marks = {word: _mark(place) for place, word in enumerate(words.values()) if word}
    for word in sorted(marks, key=len, reverse=True):
        text = text.replace(word, marks[word])
    return text


def _unmasked(text: str, words: Mapping[str, str]) -> str:
    for place, word in enumerate(words.values()):
        text = text.replace(_mark(place), word)
    return text
