"""Regular expressions must mean the same in every supported Python."""

from __future__ import annotations

import importlib
import pkgutil
import re
from re import _constants as operations  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import dotmac_manifests

NEW = {operations.POSSESSIVE_REPEAT, operations.ATOMIC_GROUP}
"""Came with Python 3.11, which matched some of them wrongly before 3.11.5."""


def _operations(found: Any) -> set[Any]:
    if isinstance(found, parser.SubPattern | list | tuple):
        return set().union(*(_operations(part) for part in found)) if len(found) else set()
    # A character of a class is its code, which equals some operation's.
    return {found} if type(found) is not int and found in NEW else set()


def _patterns() -> dict[str, re.Pattern[str]]:
    found = {}
    for module in pkgutil.walk_packages(dotmac_manifests.__path__, "dotmac_manifests."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                found[f"{module.name}.{name}"] = value
    return found


def test_no_pattern_needs_what_an_early_python_3_11_gets_wrong() -> None:
    patterns = _patterns()
    assert len(patterns) > 5
    assert _operations(parser.parse("(?:a++|b)*+"))
    wrong = [name for name, found in patterns.items() if _operations(parser.parse(found.pattern))]
    assert wrong == []
