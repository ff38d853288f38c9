"""What a rule is: a promise with an id, a manual page, and a check that can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getmodule

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Finding, Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.yaml_reader import FieldPath

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
class Rule:
    """A promise about one cluster, or with ``fleet`` about all clusters together.

    ``id`` is stable: the letter of its group and a number, such as N01. The docstring of the
    module that holds ``check`` is the rule's manual page.
    """

    id: str
    name: str
    severity: Severity
    check: Check
    fleet: bool = False

    @property
    def group(self) -> str:
        """Letter of the group: N network, R RBAC, Q quota, P pods, and so on."""
        return self.id[0]

    @property
    def manual(self) -> str:
        """The manual page."""
        module = getmodule(self.check)
        return (module.__doc__ if module else None) or ""

    @property
    def title(self) -> str:
        """First line of the manual page."""
        return self.manual.strip().split("\n", 1)[0].rstrip(".")

    def findings(self, facts: Facts) -> Iterator[Finding]:
        """Everything in the cluster that breaks the promise."""
        for broken in self.check(facts):
            yield Finding(
                rule=self.id,
                severity=broken.severity or self.severity,
                message=broken.message,
                remedy=broken.remedy,
                manifest=broken.manifest,
                path=broken.path,
                evidence=broken.evidence,
            )
