"""Changes as lines of a diff: `-` what was, `+` what is; long texts line by line, with context."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from typing import Any

import yaml

from dotmac_manifests.analysis.differences.fields import ABSENT, FieldChange
from dotmac_manifests.report.plain import visible

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # in C when PyYAML was built with it
_PLAIN = re.compile(r"[A-Za-z0-9_/.(+*][^\n\r\t\"']*")


def field_lines(changes: Iterable[FieldChange]) -> Iterator[str]:
    """Each change of an object; the first character of a line is `-`, `+`, `@`, `\\` or a space."""
    for one in changes:
        name = visible(one.name)
        if one.is_text:
            yield f"@ {name}"
            yield from _text_lines(one.old, one.new)
        elif one.reordered:
            yield from _side("-", f"{name}, in this order", one.old)
            yield from _side("+", f"{name}, in this order", one.new)
        else:
            yield from _side("-", name, one.old)
            yield from _side("+", name, one.new)


def body_lines(mark: str, body: Mapping[str, Any]) -> Iterator[str]:
    """A whole object that came (`+`) or went (`-`)."""
    for line in _yaml(dict(body)):
        yield f"{mark} {line}"


def _side(mark: str, name: str, value: Any) -> Iterator[str]:
    if value is ABSENT:
        return
    if (isinstance(value, dict | list) and value) or (isinstance(value, str) and "\n" in value):
        yield f"{mark} {name}:"
        for line in _yaml(value):
            yield f"{mark}   {line}"
    else:
        yield f"{mark} {name}: {_scalar(value)}"


def _scalar(value: Any) -> str:
    """A value in one line; text has quotes where it could be taken for something else."""
    if isinstance(value, str) and _PLAIN.fullmatch(value) and not value.endswith(" "):
        try:
            is_text = isinstance(yaml.safe_load(value), str)
        except (yaml.YAMLError, ValueError):
            is_text = True  # nothing else, in any case
        if is_text:
            return visible(value)
    return visible(json.dumps(value, ensure_ascii=False))


def _yaml(value: Any) -> Iterator[str]:
    text = yaml.dump(
        value,
        Dumper=_DUMPER,
        default_flow_style=False,
        sort_keys=False,
        allow_unicode=True,
        width=2**20,
    )
    for line in text.removesuffix("\n...\n").splitlines():
        yield visible(line)


def _text_lines(old: str, new: str) -> Iterator[str]:
    before, after = (_split(text) for text in (old, new))
    found = unified_diff(before, after, n=3, lineterm="\n")
    for line in list(found)[2:]:  # without names of files
        yield visible(line.removesuffix("\n"))
        if not line.endswith("\n"):
            yield "\\ no line end here"


def _split(text: str) -> list[str]:
    """Lines with their ends; what only some readers take for line ends stays in a line."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
