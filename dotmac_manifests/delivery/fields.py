"""`path=value` as people type it on a command line."""

from __future__ import annotations

import re
from typing import Any

from dotmac_manifests.delivery.draft import Refused
from dotmac_manifests.errors import InputError
from dotmac_manifests.kube.yaml_reader import read_document
from dotmac_manifests.spec.base import Model
from dotmac_manifests.spec.jsonschema import wants_text

FieldPath = tuple[str | int, ...]

_PART = re.compile(r"(?:^|(?!^)\.)([^.\[\]]+)|\[([^\[\]]+)\]")
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_TOP = ("metadata", "spec")


def parse_path(text: str) -> FieldPath:
    """`sizes.isp-backend.replicas` or `metadata.labels[dotmac.io/cohort]` or `customDomains[0]`.

    A path that does not start with `metadata` or `spec` is one below `spec`. Raises Refused.
    """
    parts: list[str | int] = []
    end = 0
    for match in _PART.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        name, inside = match.groups()
        parts.append(int(inside) if inside and _INDEX.fullmatch(inside) else name or inside)
    if not parts or end != len(text):
        raise Refused(f"{text!r} is not a path; write it like sizes.isp-backend.replicas")
    return tuple(parts) if parts[0] in _TOP else ("spec", *parts)


def parse_value(text: str, model: type[Model], path: FieldPath) -> Any:
    """The value as YAML has it: a number, a switch, a list, a mapping, or else the text itself.

    Where the field takes text only, such as a quantity, the text is never taken for a number.
    Raises Refused when a list or mapping cannot be read.
    """
    if text[:1] in ("[", "{", '"', "'"):
        try:
            return read_document(f"value: {text}".encode(), "value").value["value"]
        except (InputError, KeyError) as error:
            raise Refused(f"{'.'.join(map(str, path))}: {text!r} cannot be read: {error}") from None
    if wants_text(model, path):
        return text
    if text in ("true", "false"):
        return text == "true"
    return int(text) if _WHOLE.fullmatch(text) else text


def parse_assignment(text: str, model: type[Model]) -> tuple[FieldPath, Any]:
    """`path=value`; raises Refused."""
    name, equals, value = text.partition("=")
    if not equals:
        raise Refused(f"{text!r} has no =; write path=value")
    path = parse_path(name)
    return path, parse_value(value, model, path)
