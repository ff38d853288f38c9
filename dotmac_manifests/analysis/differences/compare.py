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

from dotmac_manifests.analysis import away
from dotmac_manifests.analysis.differences.change import Change, Side
from dotmac_manifests.analysis.differences.fields import field_changes
from dotmac_manifests.analysis.differences.likeness import likeness
from dotmac_manifests.analysis.differences.owner import owner
from dotmac_manifests.analysis.differences.work import Task, Work
from dotmac_manifests.analysis.load import load_sources
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import Source
from dotmac_manifests.errors import DotmacError, InputError, Problem

Both = tuple[Side | None, Side | None]
"""An object as the old and the new set have it."""


@dataclass(frozen=True)
class Outcome:
    """What a task found: changes, objects without a counterpart in the same file, problems."""

    changes: tuple[Change, ...]
    old: tuple[Side, ...]
    new: tuple[Side, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Text:
    """What a file of a set says, and how a person finds it."""

    file: str
    data: bytes


@dataclass(frozen=True)
class Texts:
    """A path of a cluster as both sets have it; None where it is missing."""

    region: str
    old: Text | None
    new: Text | None


def carry_out(
    work: Work, executor: Executor | None = None, *, remote: bool = False
) -> tuple[Change, ...]:
    """Every change, in order; an executor may do the work in other processes.

    With ``remote`` they may be processes of other machines: they are sent what the files say, and
    what is lost there is done here.

    Raises InputError with everything that could not be read, DotmacError when the executor breaks.
    """
    try:
        if executor and remote:
            outcomes = away.carried_out(
                work.tasks, executor, pack=packed, there=compare_packed, here=compare_files
            )
        else:
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
    return _compared(_texts(task), task.site)


def packed(task: Task) -> bytes:
    """A task with all that its files say, for a process that cannot read them."""
    return away.packed((tuple(_texts(task)), task.site))


def compare_packed(data: bytes) -> Outcome:
    """What differs in a packed task; no file is read."""
    return _compared(*away.unpacked(data))


def _compared(texts: Iterable[Texts], site: Site) -> Outcome:
    problems: list[Problem] = []
    both: list[Both] = []
    for one in texts:
        left, right = _different(one.old.data if one.old else b"", one.new.data if one.new else b"")
        before = _sides(one.old, one.region, left, problems)
        after = _sides(one.new, one.region, right, problems)
        both += _matched(before, after)
    settled = [(old, new) for old, new in both if old and new]
    return Outcome(
        tuple(_changes(settled, site)),
        tuple(old for old, new in both if old and not new),
        tuple(new for old, new in both if new and not old),
        tuple(problems),
    )


def _texts(task: Task) -> Iterator[Texts]:
    before = task.old.contents([pair.old for pair in task.pairs if pair.old])
    after = task.new.contents([pair.new for pair in task.pairs if pair.new])
    for pair in task.pairs:
        yield Texts(
            pair.region,
            Text(task.old.where(pair.old.path), next(before)) if pair.old else None,
            Text(task.new.where(pair.new.path), next(after)) if pair.new else None,
        )


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


def _sides(text: Text | None, region: str, left: bytes, problems: list[Problem]) -> list[Side]:
    """The objects in what is ``left`` of a file."""
    if text is None:
        return []
    file = text.file
    try:
        given = left.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        problems.append(
            Problem(file, 0, 0, "", "is not UTF-8", "save the file in the encoding UTF-8")
        )
        return []
    found, wrong = load_sources([Source(file, region, len(text.data), given)])
    problems += wrong
    return [Side(one.ref, region, file, one.line, one.body) for one in found]


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
