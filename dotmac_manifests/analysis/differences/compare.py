"""Finds every difference of two sets of manifests, and reads no more of them than it must.

Of files whose content differs, only documents that differ are read. Files of one path are compared
in any process; the objects that such a pair leaves over have moved to another file, or are new or
gone, which is settled at the end. Each set is taken to hold an object once: what is there twice is
compared in the order of its files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass, replace

from dotmac_manifests.analysis.differences.change import Change, Side
from dotmac_manifests.analysis.differences.fields import field_changes
from dotmac_manifests.analysis.differences.likeness import likeness
from dotmac_manifests.analysis.differences.owner import owner
from dotmac_manifests.analysis.differences.trees import Tree
from dotmac_manifests.analysis.differences.work import Pair, Task, Work
from dotmac_manifests.analysis.load import load_sources
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import Source
from dotmac_manifests.errors import DotmacError, InputError, Problem
from dotmac_manifests.git import Blob

Both = tuple[Side | None, Side | None]
"""An object as the old and the new set have it."""


@dataclass(frozen=True)
class Outcome:
    """What a task found: changes, objects without a counterpart in the same file, problems."""

    changes: tuple[Change, ...]
    old: tuple[Side, ...]
    new: tuple[Side, ...]
    problems: tuple[Problem, ...]


def carry_out(work: Work, executor: Executor | None = None) -> tuple[Change, ...]:
    """Every change, in order; an executor may do the work in other processes.

    Raises InputError with everything that could not be read, DotmacError when the executor breaks.
    """
    try:
        outcomes = list((executor.map if executor else map)(compare_files, work.tasks))
    except BrokenExecutor:
        message = "A process that compared files ended before it was done: nothing is known."
        remedy = "Most often memory has run out; use fewer processes at a time."
        raise DotmacError(f"{message} {remedy}") from None
    problems = [problem for one in outcomes for problem in one.problems]
    if problems:
        raise InputError(problems)
    changes = [change for one in outcomes for change in one.changes]
    old = [side for one in outcomes for side in one.old]
    new = [side for one in outcomes for side in one.new]
    changes += _changes(_matched(old, new), work.site)
    return tuple(sorted(changes, key=lambda change: change.sort_key))


def compare_files(task: Task) -> Outcome:
    """What differs in the files of one task; what it read is not kept in memory."""
    problems: list[Problem] = []
    both: list[Both] = []
    for pair, old, new in _texts(task):
        left, right = _different(old, new)
        before = _sides(task.old, pair, pair.old, left, problems)
        after = _sides(task.new, pair, pair.new, right, problems)
        both += _matched(before, after)
    settled = [(old, new) for old, new in both if old and new]
    return Outcome(
        tuple(_changes(settled, task.site)),
        tuple(old for old, new in both if old and not new),
        tuple(new for old, new in both if new and not old),
        tuple(problems),
    )


def _texts(task: Task) -> Iterator[tuple[Pair, bytes, bytes]]:
    """Each pair with its contents; a file that a set has not is empty."""
    before = task.old.contents([pair.old for pair in task.pairs if pair.old])
    after = task.new.contents([pair.new for pair in task.pairs if pair.new])
    for pair in task.pairs:
        yield pair, next(before) if pair.old else b"", next(after) if pair.new else b""


def _different(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """Both texts without the documents that they have in common, in the very same lines.

    A line `---` always ends a document; where `%` begins a line, it may mean more.
    """
    if not old or not new or b"\n%" in old or b"\n%" in new:
        return old, new
    parts = [text.split(b"\n---\n") for text in (old, new)]
    common = Counter(parts[0]) & Counter(parts[1])
    texts = []
    for documents in parts:
        left = common.copy()
        kept = []
        for document in documents:
            known = left[document] > 0
            left[document] -= known
            kept.append(b"\n" * document.count(b"\n") if known else document)
        texts.append(b"\n---\n".join(kept))
    return texts[0], texts[1]


def _sides(
    tree: Tree, pair: Pair, blob: Blob | None, text: bytes, problems: list[Problem]
) -> list[Side]:
    """The objects in what is left of a file."""
    if blob is None:
        return []
    file = tree.where(blob.path)
    try:
        given = text.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        problems.append(
            Problem(file, 0, 0, "", "is not UTF-8", "save the file in the encoding UTF-8")
        )
        return []
    found, wrong = load_sources([Source(file, pair.region, blob.size, given)])
    problems += wrong
    return [Side(one.ref, pair.region, file, one.line, one.body) for one in found]


def _matched(old: Sequence[Side], new: Sequence[Side]) -> Iterator[Both]:
    """Each object once, as both sets have it."""
    known: dict[object, list[Side]] = defaultdict(list)
    for side in old:
        known[side.key].append(side)
    for side in new:
        same = known.get(side.key)
        yield (same.pop(0) if same else None), side
    for left in known.values():
        for side in left:
            yield side, None


def _changes(both: Iterable[Both], site: Site) -> Iterator[Change]:
    for old, new in both:
        side = new or old
        assert side is not None, "a pair is of an object"
        tenant = owner(side.ref, side.body, side.file, site)
        if not (old and new):
            yield Change(old, new, (), tenant, likeness(old, new, (), tenant))
        elif fields := tuple(field_changes(old.body, new.body)):
            was, now = replace(old, body={}), replace(new, body={})
            yield Change(was, now, fields, tenant, likeness(was, now, fields, tenant))
