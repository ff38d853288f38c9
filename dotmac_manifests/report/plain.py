"""Lines for people without colours, and without what it costs to import them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

MARKS = {"added": "+", "changed": "~", "removed": "-"}
"""Before paths, by what happened to them."""


def visible(text: str) -> str:
    """The text with escapes for what a terminal would obey instead of show."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def warnings(found: Iterable[str]) -> str:
    """Each warning on one line."""
    return "".join(f"warning: {visible(warning)}\n" for warning in found)


def changes(found: Mapping[str, Iterable[str]]) -> str:
    """Changed paths, each on one line: `added`, `changed`, `removed`."""
    return "".join(
        f"{mark} {visible(path)}\n" for kind, mark in MARKS.items() for path in found[kind]
    )
