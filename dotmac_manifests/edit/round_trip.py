"""Edits a whole text by ruamel's round trip: comments stay, indentation and spacing may change."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

from ruamel.yaml.error import YAMLError

from dotmac_manifests.edit.layout import indentation, locate
from dotmac_manifests.edit.operations import same
from dotmac_manifests.edit.render import prepared, round_tripper
from dotmac_manifests.edit.splice import line_end

_LINE_END = re.compile(r"\r\n?")


def round_trip(text: str, old: dict[str, object], new: dict[str, object]) -> tuple[str, ...]:
    """``text``, which holds ``old``, with ``new`` instead; nothing where ruamel cannot read it.

    A text without a last line end comes without one first, and then with one, which a text of
    several lines at the end may need.
    """
    yaml = round_tripper(indentation(locate(text)))
    try:
        loaded = yaml.load(_LINE_END.sub("\n", text))
    except YAMLError:
        return ()
    _merge(loaded, old, new)
    stream = StringIO()
    yaml.dump(loaded, stream)
    written = stream.getvalue().replace("\n", line_end(text))
    return (written,) if text.endswith(("\n", "\r")) else (written.rstrip("\r\n"), written)


def _merge(target: Any, old: object, new: object) -> None:
    """Bring ruamel's ``target`` from ``old`` to ``new``, two mappings or two lists."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old:
            if key not in new:
                del target[key]
        for key, value in new.items():
            if key in old:
                _replace(target, key, old[key], value)
            else:
                target[key] = prepared(value)
    elif isinstance(old, list) and isinstance(new, list):
        del target[len(new) :]
        for index, value in enumerate(new):
            if index < len(old):
                _replace(target, index, old[index], value)
            else:
                target.append(prepared(value))


def _replace(target: Any, key: str | int, old: object, new: object) -> None:
    if type(old) is type(new) and isinstance(new, dict | list):
        _merge(target[key], old, new)
    elif not same(old, new):
        target[key] = prepared(new)
