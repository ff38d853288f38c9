"""One cluster before every rule: the part of the work that any process can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dotmac_manifests.analysis import away
from dotmac_manifests.analysis.facts import Facts, Tenant
from dotmac_manifests.analysis.load import load_sources
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import Source
from dotmac_manifests.errors import InputError, Problem


@dataclass(frozen=True)
class Task:
    """What to read, all of one cluster, and what to judge it by. Plain data."""

    cluster: str
    sources: tuple[Source, ...]
    rules: tuple[Rule, ...]
    site: Site

    @property
    def size(self) -> int:
        """Bytes to be read."""
        return sum(source.size for source in self.sources)


@dataclass(frozen=True)
class Survey:
    """What rules have to know of one cluster, a tuple for each rule, in their order. Plain data.

    With ``problems``, something could not be read, and nothing was judged.
    """

    cluster: str
    tenants: tuple[Tenant, ...] = ()
    known: tuple[tuple[Any, ...], ...] = ()
    problems: tuple[Problem, ...] = ()


LOADING = 0.2
"""Share of a task that reading its files takes; each part of a task that is shared reads them."""


def balanced(work: Sequence[Task], processes: int) -> list[tuple[int, list[Task]]]:
    """Number of each task and its parts, in the order in which to begin them: the largest first,
    and the smallest shared by all processes where that ends sooner.
    """
    order = sorted(range(len(work)), key=lambda index: -work[index].size)
    whole = [(index, [work[index]]) for index in order]
    if processes < 2 or not order or len(work[order[-1]].rules) < processes:  # noqa: PLR2004
        return whole
    last = work[order[-1]]
    parts = [replace(last, rules=last.rules[first::processes]) for first in range(processes)]
    costs = [float(work[index].size) for index in order]
    part = costs[-1] * (LOADING + (1 - LOADING) / processes)
    if _ends([*costs[:-1], *[part] * processes], processes) < _ends(costs, processes):
        whole[-1] = (order[-1], parts)
    return whole


def merged(parts: Sequence[Survey]) -> Survey:
    """The survey of a task from those of its parts."""
    first, count = parts[0], len(parts)
    if first.problems or count == 1:
        return first
    known: list[tuple[Any, ...]] = [()] * sum(len(part.known) for part in parts)
    for number, part in enumerate(parts):
        known[number::count] = part.known
    return replace(first, known=tuple(known))


def _ends(costs: Sequence[float], processes: int) -> float:
    """When the last process ends, if each takes the next task as soon as it is free."""
    busy = [0.0] * processes
    for cost in costs:
        busy[busy.index(min(busy))] += cost
    return max(busy)


def survey(facts: Facts, rules: Sequence[Rule]) -> Survey:
    """What the rules find in one cluster."""
    known = tuple(rule.survey(facts) for rule in rules)
    return Survey(facts.cluster, facts.tenants, known)


class _Sent(str):
    """Text of a file that whoever asked for the survey can read: it is not sent back."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        return type(None), ()


def packed(task: Task) -> bytes:
    """A task with all that its files say, for a process that cannot read them.

    Raises InputError with every file that cannot be read.
    """
    problems: list[Problem] = []
    texts: list[str] = []
    for source in task.sources:
        try:
            texts.append(source.text())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return away.packed((task, texts))


def survey_packed(data: bytes) -> Survey:
    """What the rules find in a packed task; no file is read."""
    task, texts = away.unpacked(data)
    both = zip(task.sources, texts, strict=True)
    sources = (
        source if source.given is not None else replace(source, given=_Sent(text))
        for source, text in both
    )
    return survey_files(replace(task, sources=tuple(sources)))


def survey_files(task: Task) -> Survey:
    """What the rules find in the files of one cluster, none of which is kept in memory."""
    manifests, problems = load_sources(task.sources)
    if problems:
        return Survey(task.cluster, problems=problems)
    return survey(Facts(task.cluster, manifests, task.site), task.rules)
