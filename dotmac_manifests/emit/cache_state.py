"""The last whole run as it is remembered: enough to tell that there is nothing to do."""

from __future__ import annotations

import json
import os
import time
from array import array
from typing import TYPE_CHECKING

from dotmac_manifests.emit.cache_program import HOME, environment
from dotmac_manifests.emit.cache_stamps import WIDTH, Files, unsettled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dotmac_manifests.emit.cache import Cache

HEAD_PARTS = 3
ALL_PARTS = 5
_TEXT = ("utf-8", "surrogateescape")


class State:
    """What was seen, rendered and told.

    ``groups`` are the program, the inputs and the output, in this order. ``environment`` and
    ``program`` are hashes; ``contents`` (a SHA-256 for each input) and ``units`` (the table of
    `cache_units`) are empty when they were not read; ``raw`` is what the rest was read from.
    """

    def __init__(
        self,
        *,
        groups: tuple[Files, Files, Files],
        environment: str,
        program: str,
        objects: int,
        warnings: Sequence[str],
        contents: bytes = b"",
        units: bytes = b"",
        raw: tuple[bytes, ...] = (),
    ) -> None:
        self.groups = groups
        self.environment = environment
        self.program = program
        self.objects = objects
        self.warnings = tuple(warnings)
        self.contents = contents
        self.units = units
        self.raw = raw

    @property
    def inputs(self) -> Files:
        """What people write."""
        return self.groups[1]

    @property
    def output(self) -> Files:
        """What was rendered."""
        return self.groups[2]


def load(cache: Cache, root: str, out: str, *, whole: bool) -> State | None:
    """What is remembered, or None; without the table of units unless ``whole``."""
    parts = cache.read(ALL_PARTS if whole else HEAD_PARTS)
    if parts is None:
        return None
    try:
        return _decode(parts, (HOME, root, out))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None  # the layout of another version


def save(cache: Cache, state: State) -> None:
    """Remember a run."""
    told = {
        "environment": state.environment,
        "program": state.program,
        "objects": state.objects,
        "warnings": state.warnings,
        "groups": [
            [len(group.folders), len(group.files), group.unsettled] for group in state.groups
        ],
    }
    names = "\0".join(path for group in state.groups for path in (*group.folders, *group.files))
    stamps = b"".join(group.stamps.tobytes() for group in state.groups)
    cache.write(
        json.dumps(told).encode(), names.encode(*_TEXT), stamps, state.contents, state.units
    )


def _decode(parts: tuple[bytes, ...], homes: tuple[str, str, str]) -> State:
    told = json.loads(parts[0])
    names = parts[1].decode(*_TEXT).split("\0")
    stamps = array("q", parts[2])
    groups = []
    start = 0
    for home, (folders, files, open_ones) in zip(homes, told["groups"], strict=True):
        middle, end = start + folders, start + folders + files
        groups.append(
            Files(
                home,
                names[start:middle],
                names[middle:end],
                stamps[WIDTH * start : WIDTH * end],
                {int(position): str(content) for position, content in open_ones.items()},
                follow=home != homes[2],
            )
        )
        start = end
    program, inputs, output = groups
    return State(
        groups=(program, inputs, output),
        environment=str(told["environment"]),
        program=str(told["program"]),
        objects=int(told["objects"]),
        warnings=[str(one) for one in told["warnings"]],
        contents=parts[-2] if len(parts) == ALL_PARTS else b"",
        units=parts[-1] if len(parts) == ALL_PARTS else b"",
        raw=parts[:HEAD_PARTS],
    )


def unchanged(cache: Cache, root: str, out: str) -> State | None:
    """The remembered run if another would find and do just the same, else None."""
    state = load(cache, root, out, whole=False)
    now = time.time_ns()
    if state is None or state.environment != environment():
        return None
    if any(group.differing() for group in state.groups):
        return None
    if any(group.unsettled for group in state.groups):
        _settle(cache, state, now)
    return state


def _settle(cache: Cache, state: State, now: int) -> None:
    """Their content was just compared: what is old enough by now can be told by its stamp."""
    before = sum(len(group.unsettled) for group in state.groups)
    for group in state.groups:
        still = unsettled(group.stamps, now, group.unsettled)
        group.unsettled = {position: group.unsettled[position] for position in still}
    if sum(len(group.unsettled) for group in state.groups) == before:
        return
    parts = cache.read(ALL_PARTS)
    if parts is not None and parts[:HEAD_PARTS] == state.raw:  # no other run came in between
        state.contents, state.units = parts[HEAD_PARTS:]
        save(cache, state)


def absolute(path: str | os.PathLike[str]) -> str:
    """A path that stays the same when the working directory changes; links are not resolved."""
    return os.path.abspath(path)
