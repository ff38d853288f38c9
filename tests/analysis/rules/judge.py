"""Runs rules on small texts and on weakened copies of the committed fleet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from textwrap import dedent
from typing import Any

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Finding
from dotmac_manifests.analysis.load import Manifest, load, parse
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters, verify
from tests.fleet import ROOT

Body = dict[str, Any]


def judge(rule: Rule, text: str, site: Site | None = None) -> tuple[Finding, ...]:
    """What a rule finds in a few documents."""
    return verify(clusters(parse(dedent(text)), site or Site()), [rule])


def examples(rule: Rule, heading: str) -> str:
    """The indented YAML under a heading of the rule's manual page."""
    match = re.search(rf"^{heading}:\n\n((?: {{4}}.*\n|\n)+)", rule.manual + "\n\n", re.MULTILINE)
    assert match, f"{rule.id} has no section {heading!r}"
    return dedent(match[1])


class Weakened:
    """A copy of the committed fleet that a mutation may change; untouched objects are shared."""

    def __init__(self) -> None:
        self.manifests = list(committed())

    def body(self, region: str, kind: str, namespace: str, name: str) -> Body:
        """A private copy of one object's body, in place of the original."""
        for index, found in enumerate(self.manifests):
            ref = found.ref
            if found.cluster.endswith(f"/{region}") and (ref.kind, ref.namespace, ref.name) == (
                kind,
                namespace,
                name,
            ):
                copy = deepcopy(found.body)
                self.manifests[index] = replace(found, body=copy, is_json=False)
                return copy
        raise LookupError(f"{region}: no {kind} {namespace}/{name}")

    def drop(self, region: str, kind: str, namespace: str, name: str) -> None:
        """Remove one object."""
        before = len(self.manifests)
        self.manifests = [
            found
            for found in self.manifests
            if not found.cluster.endswith(f"/{region}")
            or (found.ref.kind, found.ref.namespace, found.ref.name) != (kind, namespace, name)
        ]
        assert len(self.manifests) == before - 1, f"{region}: no {kind} {namespace}/{name}"

    def add(self, region: str, text: str) -> None:
        """Add the objects of a text to a region."""
        cluster = next(m.cluster for m in self.manifests if m.cluster.endswith(f"/{region}"))
        self.manifests += [replace(found, cluster=cluster) for found in parse(dedent(text))]


@cache
def committed() -> tuple[Manifest, ...]:
    """Every object of `dist/`."""
    return load([ROOT / "dist"])


@cache
def committed_fleet() -> tuple[Facts, ...]:
    """The facts of `dist/`, unchanged."""
    return clusters(committed(), Site())


@dataclass(frozen=True)
class Mutation:
    """One way to weaken the fleet, and the rule that is meant to notice."""

    rule: str
    name: str
    change: Callable[[Weakened], None]


def mutated(mutation: Mutation, everywhere: bool = True) -> tuple[Facts, ...]:
    """The facts of the weakened fleet, or only of those of its clusters that were weakened."""
    weakened = Weakened()
    mutation.change(weakened)
    found = weakened.manifests
    if not everywhere:
        changed = {one.cluster for one in {*committed()}.symmetric_difference(found)}
        found = [one for one in found if one.cluster in changed]
    return clusters(found, Site())


def sections(rule: Rule) -> Iterator[str]:
    """Headings of the manual page."""
    yield from re.findall(r"^([A-Z][a-z]+):", rule.manual, re.MULTILINE)


Fleet = Mapping[str, Facts]
