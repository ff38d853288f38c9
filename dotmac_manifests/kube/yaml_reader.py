"""Reads the YAML that people write, with the place of every field, and refuses what is unclear.

One document, one mapping, the part of YAML that all readers understand alike: no tags, anchors,
aliases or merge keys, and no plain scalar that means different things to different readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.yaml_scalars import Scalar, is_disputed, resolve
from dotmac_manifests.kube.yaml_syntax import syntax_problem

FieldPath = tuple[str | int, ...]
Place = tuple[int, int]

_LOADER = getattr(yaml, "CLoader", yaml.Loader)  # in C when PyYAML was built with it
_DEEPEST = 64  # levels; keeps hostile input from exhausting the stack

# Characters that YAML forbids, or that only YAML 1.1 takes for line ends. Named one by one, since
# all others are a class that takes ten times as long to compile.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_LINE_END = re.compile("\r\n?|\n")
_SWITCH = re.compile(r"y|n|yes|no|on|off", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """One document, and where in ``file`` each part of it stands."""

    value: dict[str, object]
    file: str
    _places: Mapping[FieldPath, Place] = field(default_factory=dict, repr=False, compare=False)

    def position(self, path: Sequence[str | int]) -> Place:
        """Line and column, from 1, of the key or list item at ``path``.

        Where nothing stands at ``path``, its nearest existing ancestor answers.
        """
        wanted = tuple(path)
        while wanted and wanted not in self._places:
            wanted = wanted[:-1]
        return self._places.get(wanted, (0, 0))


def read_document(data: bytes, file: str) -> Document:
    """Read ``data``, the content of ``file``, which must be one YAML document with a mapping.

    Numbers, switches and null are what YAML 1.2 says; dates stay text.
    Raises InputError with all problems that could be found.
    """
    text = _decode(data, file)
    builder = _Builder(file)
    try:
        value = builder.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise InputError([*builder.problems, syntax_problem(error, text, file)]) from None
    if builder.problems:
        raise InputError(builder.problems)
    return Document(value, file, builder.places)


def _decode(data: bytes, file: str) -> str:
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode())
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        raise InputError(
            [Problem(file, line, column, "", message, "save the file in the encoding UTF-8")]
        ) from None
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        line, column = _place(text[: forbidden.start()])
        message = f"the character U+{ord(forbidden[0]):04X} cannot stand in a YAML file"
        remedy = "remove it, or write it as an escape in double quotes"
        raise InputError([Problem(file, line, column, "", message, remedy)])
    return text


def _place(before: str) -> Place:
    """Where the character after ``before`` stands."""
    *lines, last = _LINE_END.split(before)
    return len(lines) + 1, len(last) + 1


def _start(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


class _Builder:
    """Makes values of a parser's events; collects places and problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.places: dict[FieldPath, Place] = {}
        self._events: Iterator[yaml.Event] = iter(())

    def document(self, events: Iterator[yaml.Event]) -> dict[str, object]:
        self._events = events
        next(events)  # the start of the stream
        start = next(events)
        if not isinstance(start, yaml.DocumentStartEvent):
            return self._no_document()
        if start.version or start.tags:
            self._refuse(start, (), "a '%' line is not supported", "remove the line")
        root = next(events)
        if isinstance(root, yaml.ScalarEvent) and not root.value:
            return self._no_document()
        self.places[()] = _start(root)
        value = self._value(root, ())
        next(events)  # the end of the document
        second = next(events)
        if isinstance(second, yaml.DocumentStartEvent):
            remedy = "move it to a file of its own"
            self._refuse(second, (), "a second document begins", remedy)
        if not isinstance(value, dict):
            self._refuse(root, (), "is not a mapping", "write `key: value` lines")
            return {}
        return value

    def _no_document(self) -> dict[str, object]:
        remedy = "write one object, or remove the file"
        self.problems.append(Problem(self.file, 0, 0, "", "is empty", remedy))
        return {}

    def _value(self, event: yaml.Event, path: FieldPath) -> object:
        if isinstance(event, yaml.AliasEvent):
            message = f"the alias *{event.anchor} is not supported"
            self._refuse(event, path, message, "repeat the value, or quote text that begins with *")
            return None
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            message = f"the anchor &{event.anchor} is not supported"
            self._refuse(event, path, message, "remove it, or quote text that begins with &")
        if getattr(event, "tag", None) is not None:
            message = "a tag (a word that begins with '!') is not supported"
            self._refuse(event, path, message, "remove it, or quote text that begins with !")
        if len(path) > _DEEPEST:
            message = f"is nested deeper than {_DEEPEST} levels"
            self._refuse(event, path, message, "nest less")
            raise InputError(self.problems)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return event.value if event.style else self._plain(event, path)

    def _mapping(self, path: FieldPath) -> dict[str, object]:
        mapping: dict[str, object] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, path)
            here = (*path, key)
            if key in mapping:
                message = f"the key is there twice, first in line {self.places[here][0]}"
                self._refuse(event, here, message, "keep one of the two")
            self.places.setdefault(here, _start(event))
            mapping[key] = self._value(next(self._events), here)
        return mapping

    def _sequence(self, path: FieldPath) -> list[object]:
        items: list[object] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(items))
            self.places[here] = _start(event)
            items.append(self._value(event, here))
        return items

    def _key(self, event: yaml.Event, path: FieldPath) -> str:
        if isinstance(event, yaml.ScalarEvent) and not event.style and event.value == "<<":
            message = "the merge key << is not supported"
            self._refuse(event, path, message, "write out what it would merge")
            return "<<"
        known = len(self.problems)
        value = self._value(event, path)
        if isinstance(value, str):
            return value
        if len(self.problems) == known:
            message = "a key is not text"
            self._refuse(event, path, message, "put the key into quotes")
        return getattr(event, "value", "?")

    def _plain(self, event: yaml.ScalarEvent, path: FieldPath) -> Scalar:
        text: str = event.value
        if is_disputed(text):
            quoted = f'write "{text}" in quotes for text'
            other = "true or false for a switch" if _SWITCH.fullmatch(text) else "a decimal number"
            message = f"{text} means different things to different YAML readers"
            self._refuse(event, path, message, f"{quoted}, or {other}")
            return text
        return resolve(text)

    def _refuse(self, event: yaml.Event, path: FieldPath, message: str, remedy: str) -> None:
        name = ".".join(map(str, path))
        self.problems.append(Problem(self.file, *_start(event), name, message, remedy))
