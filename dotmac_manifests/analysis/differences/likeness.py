"""When changes of two tenants are the same change: equal but for the words that are the tenant's.

Such words are its name, which namespaces and hosts are made of, and the region's. Of long texts
only the lines that change count, and a checksum counts as one, whatever it is of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import sha256
from typing import Any

from dotmac_manifests.analysis.differences.change import Side
from dotmac_manifests.analysis.differences.fields import ABSENT, FieldChange, path_text

_CHECKSUM = re.compile(r"[0-9a-f]{8,128}")
_CHECKSUM_KEY = re.compile(r"(?i)(?:checksum|hash)$")

Replace = Callable[[str], str]


def likeness(
    old: Side | None, new: Side | None, fields: tuple[FieldChange, ...], tenant: str
) -> str:
    """A digest of a change without the words of its tenant and region."""
    side = new or old
    assert side is not None, "a change is of an object"
    replace = _replacing(tenant, side.region)
    ref = side.ref
    told: list[Any] = [
        tenant != "",
        [old is None, new is None],
        [ref.group, ref.kind, replace(ref.namespace), replace(ref.name)],
        _plain(dict(side.body), replace),
        [_field(change, replace) for change in fields],
    ]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@lru_cache(maxsize=4096)
def _replacing(tenant: str, region: str) -> Replace:
    """What puts placeholders for the words of a tenant and a region, which no field can hold."""
    words = {tenant: "\0tenant\0", region.rpartition("/")[2]: "\0region\0"}
    words.pop("", None)
    if not words:
        return str
    longest = sorted(words, key=lambda word: (-len(word), word))
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, longest))})(?![A-Za-z0-9])")

    def replace(text: str) -> str:
        if any(word in text for word in longest):
            return pattern.sub(lambda found: words[found[0]], text)
        return text

    return replace


def _field(change: FieldChange, replace: Replace) -> list[Any]:
    path = replace(path_text(change.path))
    last = change.path[-1] if change.path else ""
    if change.is_text:
        return [path, *_lines(replace(change.old), replace(change.new))]
    sides = [_side(value, last, replace) for value in (change.old, change.new)]
    return [path, change.reordered, *sides]


def _side(value: Any, key: object, replace: Replace) -> list[Any]:
    if value is ABSENT:
        return []
    if _is_checksum(key, value):
        return ["\0checksum\0"]
    return [_plain(value, replace)]


def _is_checksum(key: object, value: object) -> bool:
    named = isinstance(key, str) and _CHECKSUM_KEY.search(key)
    return bool(named and isinstance(value, str) and _CHECKSUM.fullmatch(value))


def _plain(value: Any, replace: Replace) -> Any:
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, dict):
        return {
            replace(key): "\0checksum\0" if _is_checksum(key, child) else _plain(child, replace)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [_plain(child, replace) for child in value]
    return value


@lru_cache(maxsize=1024)
def _lines(old: str, new: str) -> tuple[Any, ...]:
    """The lines that differ, removed and added, one pair for each place."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return tuple((before[i:i2], after[j:j2]) for kind, i, i2, j, j2 in blocks if kind != "equal")
