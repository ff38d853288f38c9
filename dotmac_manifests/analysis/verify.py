"""Every promise against everything that was read: findings, and a score for each tenant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass

from dotmac_manifests.analysis import away
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Finding
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import Source
from dotmac_manifests.analysis.survey import (
    Survey,
    Task,
    balanced,
    merged,
    packed,
    survey,
    survey_files,
    survey_packed,
)
from dotmac_manifests.errors import DotmacError, InputError, Problem


@dataclass(frozen=True)
class Score:
    """How many promises of each group hold for one tenant: group to (held, judged)."""

    cluster: str
    tenant: str
    groups: Mapping[str, tuple[int, int]]

    @property
    def held(self) -> int:
        """Promises that hold."""
        return sum(held for held, _ in self.groups.values())

    @property
    def judged(self) -> int:
        """Promises that were judged."""
        return sum(judged for _, judged in self.groups.values())


def clusters(manifests: Iterable[Manifest], site: Site) -> tuple[Facts, ...]:
    """The facts of each cluster, by name."""
    grouped: dict[str, list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        grouped[manifest.cluster].append(manifest)
    return tuple(Facts(name, grouped[name], site) for name in sorted(grouped))


def verify(fleet: Iterable[Facts], rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Every finding of every rule, the worst first."""
    judged = tuple(rules)
    return conclude([survey(facts, judged) for facts in fleet], judged)


def tasks(found: Iterable[Source], rules: Iterable[Rule], site: Site) -> tuple[Task, ...]:
    """The work on each cluster, by name; no two depend on one another."""
    grouped: dict[str, list[Source]] = defaultdict(list)
    for source in found:
        grouped[source.cluster].append(source)
    known = tuple(rules)
    return tuple(Task(name, tuple(grouped[name]), known, site) for name in sorted(grouped))


def carry_out(
    work: Sequence[Task],
    executor: Executor | None = None,
    missing: Iterable[Problem] = (),
    *,
    processes: int = 1,
    remote: bool = False,
) -> tuple[Survey, ...]:
    """The survey of each task, in their order; an executor may do the work in other ``processes``.

    With ``remote`` they may be processes of other machines: they are sent what the files say, and
    what is lost there is done here. On this machine it would only be lost again.

    Raises InputError with everything that could not be read, and what is known to be
    ``missing``; DotmacError when the executor breaks; and whatever a rule raises.
    """
    if executor is None:
        surveys = [survey_files(task) for task in work]
    elif remote:
        surveys = _far_away(work, executor)
    else:
        try:
            running = [
                (index, [executor.submit(survey_files, part) for part in shared])
                for index, shared in balanced(work, processes)
            ]
            done = {index: merged([one.result() for one in parts]) for index, parts in running}
            surveys = [done[index] for index in range(len(work))]
        except BrokenExecutor:
            message = "A process that judged a cluster ended before it was done: nothing is proved."
            remedy = "Most often memory has run out; use fewer processes at a time."
            raise DotmacError(f"{message} {remedy}") from None
    problems = [*missing, *(problem for one in surveys for problem in one.problems)]
    if problems:
        raise InputError(problems)
    return tuple(surveys)


def _far_away(work: Sequence[Task], executor: Executor) -> list[Survey]:
    order = sorted(range(len(work)), key=lambda index: -work[index].size)
    largest_first = [work[index] for index in order]
    found = away.carried_out(
        largest_first, executor, pack=packed, there=survey_packed, here=survey_files
    )
    done = dict(zip(order, found, strict=True))
    return [done[index] for index in range(len(work))]


def conclude(surveys: Sequence[Survey], rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """Every finding in clusters that were surveyed by these rules, the worst first."""
    findings: list[Finding] = []
    for index, rule in enumerate(rules):
        findings += rule.findings(one.known[index] for one in surveys)
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))


def scores(
    surveys: Iterable[Survey], rules: Sequence[Rule], findings: Iterable[Finding]
) -> tuple[Score, ...]:
    """For each tenant, how many of the promises hold; a finding outside every tenant's
    namespaces counts against none."""
    broken: dict[tuple[str, str], set[str]] = defaultdict(set)
    for finding in findings:
        broken[finding.manifest.cluster, finding.manifest.ref.namespace].add(finding.rule)
        if finding.manifest.ref.kind == "Namespace":
            broken[finding.manifest.cluster, finding.manifest.ref.name].add(finding.rule)
    result = []
    for one in surveys:
        for tenant in one.tenants:
            failed = set().union(*(broken[one.cluster, name] for name in tenant.namespaces))
            groups: dict[str, tuple[int, int]] = {}
            for rule in rules:
                held, judged = groups.get(rule.group, (0, 0))
                groups[rule.group] = (held + (rule.id not in failed), judged + 1)
            result.append(Score(one.cluster, tenant.name, groups))
    return tuple(result)
