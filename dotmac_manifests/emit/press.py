"""Writes each kind of object once: those that differ by a unit's own words are stamped.

Tenants differ in thousands of objects by their names alone. Every object is still built by its
component from the tenant's own plan; what is remembered is only how to write it, under the
object's own content with the unit's words taken out. So nothing has to be known about what a
component does with a name: an object in which a name has changed anything else, such as a checksum
or an order, has other content and is written on its own.

Why equal keys mean equal objects but for the words: a key is `repr` of an object in which words
have become control characters, which `repr` never gives. As escapes have become such characters
before, no backslash is left, and since no word has a quote in it, words were found inside texts
only, or the count of them shows it. Hence the texts of two objects with one key stand in the same
places and are alike but for their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.kube.order import ordered
from dotmac_manifests.kube.yaml_writer import Gap, Hole, dump, outline, scalar

Body = Mapping[str, Any]
Marked = Sequence[tuple[str, str]]

_ESCAPES = (("\\\\", "\x1f"), ("\\n", "\x1e"), ("\\'", "\x1d"), ("\\t", "\x1c"))
_MARKS = tuple(map(chr, range(1, 9)))
_OWN = 6
"""Marks from here on are words of the one object: its schedule, its checksum."""
_HOLES = re.compile(f"([{_MARKS[0]}-{_MARKS[-1]}])")
_WORD = re.compile(r"[A-Za-z0-9_.* -]+")
_NONE = ("", "")
_CHECKSUM = "dotmac.io/config-checksum"
_FORMS = 20_000
_SEEN = 500_000


class Words:
    """A unit's own words by number, empty where it lacks one, and texts made of them so far."""

    def __init__(self, words: Sequence[str]) -> None:
        self.found = tuple(words)
        self.marked = _marked(zip(words[:_OWN], _MARKS, strict=False))
        self.filled: dict[Gap, str] = {}


@dataclass(frozen=True)
class Form:
    """An object as written, in parts of which some, by their place, are still to be filled."""

    parts: tuple[str, ...]
    gaps: tuple[tuple[int, Gap], ...]


class Press:
    """Remembers forms; ``written`` counts objects that were written in full, ``stamped`` others,
    and ``refused`` the forms that did not give what the writer gives."""

    def __init__(self) -> None:
        self._forms: dict[str, Form | None] = {}
        self._seen: set[int] = set()
        self._gaps: dict[tuple[tuple[str | int, ...], str], Gap] = {}
        self.written = self.stamped = self.refused = 0

    def find(self, body: Body, words: Words) -> tuple[str | None, Form | None]:
        """The key of an object, where it has one, and the form to stamp it with."""
        key = _key(body, _all_marked(words, body))
        return key, None if key is None else self._forms.get(key)

    def write(self, body: Body, words: Words, key: str | None) -> str:
        """Write an object in full; the second of its kind leaves a form for the others.

        A form is used only if it gives for this object what the writer gave for it.
        """
        self.written += 1
        text = dump([ordered(body)])
        if key is None or key in self._forms:
            return text
        if hash(key) not in self._seen:
            if len(self._seen) >= _SEEN:
                self._seen.clear()
            self._seen.add(hash(key))
            return text
        if len(self._forms) >= _FORMS:
            self._forms.clear()
        form = self._form(body, _all_marked(words, body), key)
        if form is not None and _fill(form, body, Words(words.found)) != text:
            self.refused += 1
            form = None
        self._forms[key] = form
        return text

    def stamp(self, form: Form, body: Body, words: Words) -> str:
        """Write an object by the form of its key."""
        self.stamped += 1
        return _fill(form, body, words)

    def _form(self, body: Body, marked: Marked, key: str) -> Form | None:
        """The form of an object, or None where words stand in keys or in what is no text."""
        found = _Holes(marked)
        holed = found.value(body)
        if found.in_keys or found.count != len(_HOLES.findall(key)):
            return None
        parts: list[str] = [""]
        gaps: list[tuple[int, Gap]] = []
        for part in outline(ordered(holed)):
            if isinstance(part, str):
                parts[-1] += part
            else:
                gaps.append((len(parts), self._known(part)))
                parts += ("", "")
        return Form(tuple(parts), tuple(gaps))

    def _known(self, gap: Gap) -> Gap:
        """The gap that stands for all that are filled alike, so that texts are found again."""
        return self._gaps.setdefault((gap.hole.pieces, gap.indent), gap)


def _fill(form: Form, body: Body, words: Words) -> str:
    filled = words.filled
    parts = list(form.parts)
    for place, gap in form.gaps:
        parts[place] = filled.get(gap) or _filled(gap, body, words)
    return "".join(parts)


def _filled(gap: Gap, body: Body, words: Words) -> str:
    """The text of a gap, remembered where it is the same in other objects of the unit."""
    pieces = gap.hole.pieces
    own = any(isinstance(piece, int) and piece >= _OWN for piece in pieces)
    known = (*words.found, *[""] * (_OWN - len(words.found)), *(_own(body) if own else ()))
    text = "".join(piece if isinstance(piece, str) else known[piece] for piece in pieces)
    written = scalar(text, gap.indent)
    if not own:
        words.filled[gap] = written
    return written


def _own(body: Body) -> tuple[str, str]:
    """What an object's own content has settled: schedule and checksum, empty where it has none."""
    spec = body.get("spec")
    if type(spec) is not dict:
        return _NONE
    schedule = spec.get("schedule")
    checksum = ""
    template = spec.get("template")
    if type(template) is dict:
        annotations = (template.get("metadata") or {}).get("annotations") or {}
        checksum = annotations.get(_CHECKSUM, "")
    return schedule if type(schedule) is str else "", checksum


def _marked(found: Iterable[tuple[str, str]]) -> Marked:
    """Words and their marks, longest first, so that no word is taken for a part of another."""
    usable = [(word, mark) for word, mark in found if _WORD.fullmatch(word)]
    return sorted(usable, key=_length, reverse=True)


def _length(pair: tuple[str, str]) -> int:
    return len(pair[0])


def _all_marked(words: Words, body: Body) -> Marked:
    """The unit's words and those of one object."""
    own = _own(body)
    if own == _NONE:
        return words.marked
    return _marked((*words.marked, *zip(own, _MARKS[_OWN:], strict=True)))


def _key(body: Body, marked: Marked) -> str | None:
    text = repr(body)
    if "\\" in text:
        for escape, mark in _ESCAPES:
            text = text.replace(escape, mark)
        if "\\" in text:
            return None
    for word, mark in marked:
        text = text.replace(word, mark)
    return text


class _Holes:
    """Makes holes of the words in an object, and counts them."""

    def __init__(self, marked: Marked) -> None:
        self._marked = marked
        self.count = 0
        self.in_keys = False

    def value(self, value: Any) -> Any:
        """A copy of a value, with a hole for every text that has words in it."""
        if type(value) is dict:
            for key in value:
                self.in_keys = self.in_keys or self._mark(key) != key
            return {key: self.value(item) for key, item in value.items()}
        if type(value) is list:
            return [self.value(item) for item in value]
        return self._text(value) if type(value) is str else value

    def _text(self, text: str) -> str | Hole:
        pieces = _HOLES.split(self._mark(text))
        self.count += len(pieces) // 2
        if len(pieces) == 1:
            return text
        return Hole(
            tuple(_MARKS.index(piece) if piece in _MARKS else piece for piece in pieces if piece)
        )

    def _mark(self, text: str) -> str:
        for word, mark in self._marked:
            text = text.replace(word, mark)
        return text
