"""Writes each kind of object once: those that differ by a unit's own words are stamped.

Tenants differ in thousands of objects by their names alone. Every object is still built by its
component from the tenant's own plan; what is remembered is only how to write it, under the
object's own content with the unit's words taken out. So nothing has to be known about what a
component does with a name: an object in which a name has changed anything else, such as a checksum
or an order, has other content and is written on its own.

Why equal keys mean equal objects but for the words: a key is the JSON of an object in which words
have become control characters, which JSON never holds as they are. A word that was found in the
middle of an escape left its mark behind a backslash, and such an object has no key. Since no word
has a quote in it, words were found inside texts only, or the count of them shows it. Hence the
texts of two objects with one key stand in the same places and are alike but for their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from dotmac_manifests.analysis.schema import fits
from dotmac_manifests.analysis.schema_places import ITEM, Place, takes_any_text
from dotmac_manifests.kube.order import ordered
from dotmac_manifests.kube.yaml_writer import Gap, Hole, dump, outline, scalar

Body = Mapping[str, Any]
Marked = Sequence[tuple[str, str]]

_MARKS = tuple(chr(code) for code in range(1, 0x20) if chr(code) not in "\n\t")
_OWN = len(_MARKS) - 2
"""Marks from here on are words of the one object: its schedule, its checksum."""
_HOLES = re.compile(f"([{re.escape(''.join(_MARKS))}])")
_BROKEN_ESCAPE = re.compile(rf"\\[u{re.escape(''.join(_MARKS))}]")
"""Also what has digits in it, where a word might be found."""
_WORD = re.compile(r"[\w.,*/:()&+@ -]+")
_PLAIN_ONLY = (
    orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)
_NAMES = 4
"""The first of a unit's words, which stand in nearly every object; the others are in few."""
_NULLS = (":null", ",null", "[null")
"""They stand for what is no number too."""
_CHECKSUM = "dotmac.io/config-checksum"
_FORMS = 20_000
_SEEN = 500_000


class Words:
    """A unit's own words by number, empty where it lacks one, and texts made of them so far."""

    def __init__(self, words: Sequence[str]) -> None:
        self.found = (*words[:_OWN], *[""] * (_OWN - len(words)))
        marked = list(zip(self.found, _MARKS, strict=False))
        self.names = _marked(marked[:_NAMES])
        self.others = _marked(marked[_NAMES:])
        self.filled: dict[Gap, str] = {}


@dataclass(frozen=True)
class Form:
    """An object as written, in parts of which some, by their number, are still to be filled.

    ``places`` are where in the object words stand. ``settled`` says for a minor of Kubernetes that
    all objects of this form fit their schema, or that each has to be judged.
    """

    parts: tuple[str, ...]
    gaps: tuple[tuple[int, Gap], ...]
    places: frozenset[Place]
    settled: dict[str, bool]


class Press:
    """Remembers forms; ``written`` counts objects that were written in full, ``stamped`` others,
    and ``refused`` the forms that did not give what the writer gives."""

    def __init__(self) -> None:
        self._forms: dict[str, Form | None] = {}
        self._seen: set[int] = set()
        self._gaps: dict[tuple[tuple[str | int, ...], str], Gap] = {}
        self.written = self.stamped = self.refused = 0

    def keys(self, bodies: Sequence[Body], words: Words) -> list[str | None]:
        """The key of each object, or None where it has none."""
        try:
            texts = [orjson.dumps(body, option=_PLAIN_ONLY).decode() for body in bodies]
        except TypeError:  # not JSON, or not that of everybody; the writer says so of what is wrong
            return [None] * len(bodies)
        text = "\n".join(texts)  # within them line ends are escaped
        for word, mark in words.names:
            text = text.replace(word, mark)
        found = text.split("\n") if bodies else []
        return [self._key(key, body, words) for key, body in zip(found, bodies, strict=True)]

    def _key(self, text: str, body: Body, words: Words) -> str | None:
        """The key of an object from its JSON without the unit's names."""
        for word, mark in _own_marked(body):
            text = text.replace(word, mark)
        if text in self._forms:  # most are known by now, and need no search for rarer words
            return text
        for word, mark in words.others:
            text = text.replace(word, mark)
        if "\\" in text and _BROKEN_ESCAPE.search(text):
            return None
        if "null" in text and any(null in text for null in _NULLS):
            return None
        return text

    def form(self, key: str | None) -> Form | None:
        """The form to stamp an object with, where there is one."""
        return None if key is None else self._forms.get(key)

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
        form = self._form(body, (*words.names, *_own_marked(body), *words.others), key)
        if form is not None and _fill(form, body, Words(words.found)) != text:
            self.refused += 1
            form = None
        self._forms[key] = form
        return text

    def fits(self, form: Form, body: Body, kubernetes_minor: str) -> bool:
        """Whether an object of a form fits its schema.

        One that does stands for all, where the schema has nothing to say about their words.
        """
        if form.settled.get(kubernetes_minor):
            return True
        if not fits(body, kubernetes_minor=kubernetes_minor):
            return False
        if kubernetes_minor not in form.settled:
            form.settled[kubernetes_minor] = all(
                takes_any_text(body["apiVersion"], body["kind"], kubernetes_minor, place)
                for place in form.places
            )
        return True

    def stamp(self, form: Form, body: Body, words: Words) -> str:
        """Write an object by the form of its key."""
        self.stamped += 1
        return _fill(form, body, words)

    def _form(self, body: Body, marked: Marked, key: str) -> Form | None:
        """The form of an object, or None where words stand in keys or in what is no text."""
        found = _Holes(marked)
        holed = found.value(body, ())
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
        return Form(tuple(parts), tuple(gaps), frozenset(found.places), {})

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
    known = (*words.found, *_own(body)) if own else words.found
    text = "".join([piece if isinstance(piece, str) else known[piece] for piece in pieces])
    written = scalar(text, gap.indent)
    if not own:
        words.filled[gap] = written
    return written


def _own(body: Body) -> tuple[str, str]:
    """What an object's own content has settled: schedule and checksum, empty where it has none."""
    spec = body.get("spec")
    if type(spec) is not dict:
        return "", ""
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


def _own_marked(body: Body) -> Marked:
    own = _own(body)
    return _marked(zip(own, _MARKS[_OWN:], strict=True)) if any(own) else ()


class _Holes:
    """Makes holes of the words in an object, and counts them."""

    def __init__(self, marked: Marked) -> None:
        self._marked = marked
        self.count = 0
        self.in_keys = False
        self.places: set[Place] = set()

    def value(self, value: Any, place: Place) -> Any:
        """A copy of a value, with a hole for every text that has words in it."""
        if type(value) is dict:
            for key in value:
                self.in_keys = self.in_keys or self._mark(key) != key
            return {key: self.value(item, (*place, key)) for key, item in value.items()}
        if type(value) is list:
            return [self.value(item, (*place, ITEM)) for item in value]
        return self._text(value, place) if type(value) is str else value

    def _text(self, text: str, place: Place) -> str | Hole:
        pieces = _HOLES.split(self._mark(text))
        self.count += len(pieces) // 2
        if len(pieces) == 1:
            return text
        self.places.add(place)
        return Hole(
            tuple(_MARKS.index(piece) if piece in _MARKS else piece for piece in pieces if piece)
        )

    def _mark(self, text: str) -> str:
        for word, mark in self._marked:
            text = text.replace(word, mark)
        return text
