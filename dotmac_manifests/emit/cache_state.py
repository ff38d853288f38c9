"""The last whole run as it is remembered: enough to tell that there is nothing to do."""

from __future__ import annotations

import os
import time
from array import array

from dotmac_manifests.emit.cache_program import HOME, environment
from dotmac_manifests.emit.cache_stamps import FEW, WIDTH, Files, same, unsettled

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dotmac_manifests.emit.cache import Cache

HEAD_PARTS = 3
ALL_PARTS = 7
_TEXT = ("utf-8", "surrogateescape")


class State:
    """What was seen, rendered and told.

    ``groups`` are the program, the inputs and the output, in this order. ``environment`` and
    ``program`` are hashes; ``contents`` (a SHA-256 for each input) and ``units`` (a table of
    `cache_units`, as it is kept) are empty when they were not read; ``raw`` is what the rest was
    read from.
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
        units: Sequence[bytes] = (),
        raw: tuple[bytes, ...] = (),
    ) -> None:
        self.groups = groups
        self.environment = environment
        self.program = program
        self.objects = objects
        self.warnings = tuple(warnings)
        self.contents = contents
        self.units = tuple(units)
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
    if any("\0" in line for line in state.warnings):
        return  # it parts the lines
    counts = [
        f"{len(group.folders)} {len(group.files)}"
        + "".join(f" {position}:{content}" for position, content in group.unsettled.items())
        for group in state.groups
    ]
    told = [state.environment, state.program, str(state.objects), *counts, *state.warnings]
    names = "\0".join(path for group in state.groups for path in (*group.folders, *group.files))
    stamps = b"".join(group.stamps.tobytes() for group in state.groups)
    head = "\0".join(told).encode(*_TEXT)
    cache.write(head, names.encode(*_TEXT), stamps, state.contents, *state.units)


def _decode(parts: tuple[bytes, ...], homes: tuple[str, str, str]) -> State:
    environment, program, objects, *rest = parts[0].decode(*_TEXT).split("\0")
    names = parts[1].decode(*_TEXT).split("\0")
    stamps = array("q", parts[2])
    groups = []
    start = 0
    for home, counts in zip(homes, rest, strict=False):  # the warnings come after
        folders, files, *open_ones = counts.split(" ")
        pairs = (one.partition(":") for one in open_ones)
        middle, end = start + int(folders), start + int(folders) + int(files)
        groups.append(
            Files(
                home,
                names[start:middle],
                names[middle:end],
                stamps[WIDTH * start : WIDTH * end],
                {int(position): content for position, _, content in pairs},
                follow=home != homes[2],
            )
        )
        start = end
    sources, inputs, output = groups
    return State(
        groups=(sources, inputs, output),
        environment=environment,
        program=program,
        objects=int(objects),
        warnings=rest[len(homes) :],
        contents=parts[HEAD_PARTS] if len(parts) == ALL_PARTS else b"",
        units=parts[HEAD_PARTS + 1 :],
        raw=parts[:HEAD_PARTS],
    )


def unchanged(cache: Cache, root: str, out: str) -> State | None:
    """The remembered run if another would find and do just the same, else None."""
    state = load(cache, root, out, whole=False)
    now = time.time_ns()
    if state is None or state.environment != environment():
        return None
    if not same(state.groups):
        return None
    if sum(len(group.unsettled) for group in state.groups) > FEW:
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
        state.contents, *units = parts[HEAD_PARTS:]
        state.units = tuple(units)
        save(cache, state)


def absolute(path: str | os.PathLike[str]) -> str:
    """A path that stays the same when the working directory changes; links are not resolved."""
    return os.path.abspath(path)
