"""Findings for people: grouped by rule, the worst first, with the way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from dotmac_manifests.analysis.finding import Finding, Severity
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.verify import Score
from dotmac_manifests.report.text import table

_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
}


def findings(console: Console, found: Sequence[Finding], rules: Mapping[str, Rule]) -> None:
    """One heading a rule, one place a finding, evidence below it, the remedy last."""
    for identity, group in groupby(found, key=lambda finding: finding.rule):
        members = list(group)
        heading = Text(f"{identity} {members[0].severity.word}", style=_STYLES[members[0].severity])
        heading.append(f"  {rules[identity].title}", style="bold")
        console.print(heading, soft_wrap=True)
        for finding in members:
            place = Text(f"  {finding.file}:{finding.line}: ")
            place.append(f"{finding.manifest.ref.kind} {_name(finding)}: ", style="cyan")
            place.append(finding.message)
            console.print(place, soft_wrap=True)
            for line in finding.evidence:
                console.print(Text(f"      {line}", style="dim"), soft_wrap=True)
        for remedy in dict.fromkeys(finding.remedy for finding in members):
            console.print(Text(f"  → {remedy}", style="green"), soft_wrap=True)
        console.print()


def _name(finding: Finding) -> str:
    ref = finding.manifest.ref
    return f"{ref.namespace}/{ref.name}" if ref.namespace else ref.name


def scorecard(console: Console, scores: Sequence[Score], groups: Mapping[str, str]) -> None:
    """A row for each tenant: promises held of those judged, group by group."""
    present = [letter for letter in groups if any(letter in score.groups for score in scores)]
    rows = []
    for score in scores:
        cells = [_share(score.groups.get(letter)) for letter in present]
        rows.append((score.tenant, score.cluster, *cells, f"{score.held}/{score.judged}"))
    columns = ("tenant", "cluster", *(groups[letter] for letter in present), "all")
    table(console, columns, rows)


def _share(pair: tuple[int, int] | None) -> str:
    return "" if pair is None else f"{pair[0]}/{pair[1]}"
