"""Reads manifests that anyone wrote, as kubectl would: many documents, anchors, merge keys.

Plain scalars mean what they mean to kubectl: ``yes`` is true, ``0777`` is 511, dates stay text, and
keys that are no text become text. What kubectl refuses or silently settles, such as a key that is
there twice, is refused here. Source: sigs.k8s.io/yaml and its goyaml.v2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.yaml_reader import FieldPath, Place
from dotmac_manifests.kube.yaml_scalars import Scalar
from dotmac_manifests.kube.yaml_syntax import syntax_problem

_LOADER = getattr(yaml, "CLoader", yaml.Loader)  # in C when PyYAML was built with it
_DEEPEST = 100  # levels; keeps hostile input from exhausting the stack

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(
        ("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True
    ),
    **dict.fromkeys(
        ("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False
    ),
}
_NUMBER_START = frozenset("0123456789+-.")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ][0-9])")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_OCTAL = re.compile(r"([-+]?)0[oO]?([0-7]+)")
_OTHER_BASE = re.compile(r"[-+]?0[xX][0-9a-fA-F]+|[-+]?0[bB][01]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CORE_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Part:
    """One document of a text: its value, the line it begins in, and where its fields stand."""

    value: object
    line: int
    _places: Mapping[FieldPath, Place] = field(default_factory=dict, repr=False, compare=False)

    def position(self, path: FieldPath) -> Place:
        """Line and column, from 1, of the field at ``path`` or of its nearest ancestor."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path, (self.line, 1))


def scalar(text: str) -> Scalar:
    """What kubectl takes an unquoted scalar for."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START or _DATE.match(text):
        return text
    digits = text.replace("_", "")
    if _DECIMAL.fullmatch(digits):
        return int(digits)
    if octal := _OCTAL.fullmatch(digits):
        return int(octal[1] + octal[2], 8)
    if _OTHER_BASE.fullmatch(digits):
        return int(digits, 0)
    if _FLOAT.fullmatch(digits):
        return float(digits)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", "").lower())
    return text


def read_manifests(text: str, file: str) -> list[Part]:
    """Every document of ``text``, the content of ``file``; empty ones are left out.

    Raises InputError with every problem that could be found.
    """
    builder = _Builder(file)
    try:
        parts = list(builder.documents(yaml.parse(text, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        raise InputError([*builder.problems, syntax_problem(error, text, file)]) from None
    except (yaml.YAMLError, ValueError) as error:
        raise InputError([Problem(file, 0, 0, "", f"is not valid YAML: {error}")]) from None
    if builder.problems:
        raise InputError(builder.problems)
    return parts


def _start(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


class _Builder:
    """Makes values of a parser's events; collects places and problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._places: dict[FieldPath, Place] = {}
        self._anchors: dict[str, object] = {}
        self._events: Iterator[yaml.Event] = iter(())

    def documents(self, events: Iterator[yaml.Event]) -> Iterator[Part]:
        self._events = events
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._places, self._anchors = {}, {}
                root = next(events)
                self._places[()] = _start(root)
                value = self._value(root, ())
                if value is not None:
                    yield Part(value, _start(root)[0], self._places)

    def _value(self, event: yaml.Event, path: FieldPath) -> object:
        assert isinstance(event, yaml.NodeEvent)
        if isinstance(event, yaml.AliasEvent):
            anchor = str(event.anchor)
            if anchor not in self._anchors:
                self._refuse(event, path, f"the alias *{anchor} has no anchor above it")
            return self._anchors.get(anchor)
        if len(path) > _DEEPEST:
            self._refuse(event, path, f"is nested deeper than {_DEEPEST} levels")
            raise InputError(self.problems)
        if isinstance(event, yaml.MappingStartEvent):
            value: object = self._mapping(event, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(path)
        else:
            assert isinstance(event, yaml.ScalarEvent)
            value = self._scalar(event, path)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _mapping(self, start: yaml.Event, path: FieldPath) -> dict[str, object]:
        mapping: dict[str, object] = {}
        merged: list[object] = []
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if isinstance(event, yaml.ScalarEvent) and not event.style and event.value == "<<":
                merged.append(self._value(next(self._events), (*path, "<<")))
                continue
            key = self._key(event, path)
            here = (*path, key)
            if key in mapping:
                first = self._places[here][0]
                self._refuse(event, here, f"the key is there twice, first in line {first}")
            self._places.setdefault(here, _start(event))
            mapping[key] = self._value(next(self._events), here)
        for source in merged:
            for one in source if isinstance(source, list) else [source]:
                if not isinstance(one, dict):
                    self._refuse(start, (*path, "<<"), "the merge key << needs a mapping")
                    continue
                for key, value in one.items():
                    mapping.setdefault(key, value)
        return mapping

    def _sequence(self, path: FieldPath) -> list[object]:
        items: list[object] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(items))
            self._places[here] = _start(event)
            items.append(self._value(event, here))
        return items

    def _key(self, event: yaml.Event, path: FieldPath) -> str:
        value = self._value(event, path)
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return str(value)
        self._refuse(event, path, "a key is not text", "put the key into quotes")
        return "?"

    def _scalar(self, event: yaml.ScalarEvent, path: FieldPath) -> Scalar:
        text: str = event.value
        if event.tag is None or event.tag == "!":
            return text if event.style or event.tag else scalar(text)
        kind = event.tag.removeprefix(_CORE_TAG)
        value = scalar(text)
        fits = {
            "str": True,
            "int": isinstance(value, int) and not isinstance(value, bool),
            "float": isinstance(value, int | float) and not isinstance(value, bool),
            "bool": isinstance(value, bool),
            "null": value is None,
        }
        if not fits.get(kind):
            self._refuse(event, path, f"the tag {event.tag} does not fit", "remove the tag")
        return text if kind == "str" else value

    def _refuse(self, event: yaml.Event, path: FieldPath, message: str, remedy: str = "") -> None:
        name = ".".join(map(str, path))
        self.problems.append(Problem(self.file, *_start(event), name, message, remedy))
