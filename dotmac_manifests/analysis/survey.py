"""One cluster before every rule: the part of the work that any process can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.facts import Facts, Tenant
from dotmac_manifests.analysis.load import load_sources
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import Source
from dotmac_manifests.errors import Problem


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


def survey(facts: Facts, rules: Sequence[Rule]) -> Survey:
    """What the rules find in one cluster."""
    known = tuple(rule.survey(facts) for rule in rules)
    return Survey(facts.cluster, facts.tenants, known)


def survey_files(task: Task) -> Survey:
    """What the rules find in the files of one cluster, none of which is kept in memory."""
    manifests, problems = load_sources(task.sources)
    if problems:
        return Survey(task.cluster, problems=problems)
    return survey(Facts(task.cluster, manifests, task.site), task.rules)
