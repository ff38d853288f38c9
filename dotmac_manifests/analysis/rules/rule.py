"""What a rule is: a promise with an id, a manual page, and a check that can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from inspect import getmodule
from itertools import chain
from typing import Any, Generic, TypeVar

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Finding, Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.yaml_reader import FieldPath

Claim = TypeVar("Claim")
Check = Callable[[Facts], Iterator["Broken"]]


@dataclass(frozen=True)
class Broken:
    """What a check yields; the rule adds its id and severity."""

    manifest: Manifest
    message: str
    remedy: str
    path: FieldPath = ()
    evidence: tuple[str, ...] = ()
    severity: Severity | None = None
    """Only where it differs from the rule's own."""


@dataclass(frozen=True)
class Comparison(Generic[Claim]):
    """A check of all clusters together, of which no process has to hold all.

    ``claims`` says of one cluster what is to be compared: data that can be pickled, in which
    objects are named without their bodies (`Manifest.bare`). ``compare`` gets that of every
    cluster, by the names of the clusters.
    """

    claims: Callable[[Facts], Iterator[Claim]]
    compare: Callable[[Iterable[Claim]], Iterator[Broken]]


@dataclass(frozen=True)
class Rule:
    """A promise about each cluster, or about all together if its check is a comparison.

    ``id`` is stable: the letter of its group and a number, such as N01. The docstring of the
    module that holds ``check`` is the rule's manual page. A rule can be pickled.
    """

    id: str
    name: str
    severity: Severity
    check: Check | Comparison[Any]

    @property
    def group(self) -> str:
        """Letter of the group: N network, R RBAC, Q quota, P pods, and so on."""
        return self.id[0]

    @property
    def manual(self) -> str:
        """The manual page."""
        check = self.check.compare if isinstance(self.check, Comparison) else self.check
        module = getmodule(check)
        return (module.__doc__ if module else None) or ""

    @property
    def title(self) -> str:
        """First line of the manual page."""
        return self.manual.strip().split("\n", 1)[0].rstrip(".")

    def survey(self, facts: Facts) -> tuple[Any, ...]:
        """All that the rule has to know of one cluster: its findings, or what it compares."""
        if isinstance(self.check, Comparison):
            return tuple(self.check.claims(facts))
        return tuple(map(self._finding, self.check(facts)))

    def findings(self, surveys: Iterable[tuple[Any, ...]]) -> Iterator[Finding]:
        """Everything in the clusters that were surveyed that breaks the promise."""
        known = chain.from_iterable(surveys)
        if isinstance(self.check, Comparison):
            return map(self._finding, self.check.compare(known))
        return known

    def _finding(self, broken: Broken) -> Finding:
        return Finding(
            rule=self.id,
            severity=broken.severity or self.severity,
            message=broken.message,
            remedy=broken.remedy,
            manifest=broken.manifest.bare,
            path=broken.path,
            evidence=broken.evidence,
        )
