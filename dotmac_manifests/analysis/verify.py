"""Every promise against everything that was read: findings, and a score for each tenant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Finding
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.site import Site


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
    """The facts of each cluster, which all know one another."""
    grouped: dict[str, list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        grouped[manifest.cluster].append(manifest)
    fleet: list[Facts] = []
    for name, found in sorted(grouped.items()):
        fleet.append(Facts(name, found, site, fleet))
    return tuple(fleet)


def verify(fleet: Sequence[Facts], rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """Every finding of every rule, the worst first."""
    findings: list[Finding] = []
    for rule in rules:
        for facts in fleet[:1] if rule.fleet else fleet:
            findings.extend(rule.findings(facts))
    return tuple(sorted(findings, key=lambda finding: finding.sort_key))


def scores(
    fleet: Sequence[Facts], rules: Sequence[Rule], findings: Iterable[Finding]
) -> tuple[Score, ...]:
    """For each tenant, how many of the promises hold; a finding outside every tenant's
    namespaces counts against none."""
    broken: dict[tuple[str, str], set[str]] = defaultdict(set)
    for finding in findings:
        broken[finding.manifest.cluster, finding.manifest.ref.namespace].add(finding.rule)
        if finding.manifest.ref.kind == "Namespace":
            broken[finding.manifest.cluster, finding.manifest.ref.name].add(finding.rule)
    result = []
    for facts in fleet:
        for tenant in facts.tenants:
            failed = set().union(*(broken[facts.cluster, name] for name in tenant.namespaces))
            groups: dict[str, tuple[int, int]] = {}
            for rule in rules:
                held, judged = groups.get(rule.group, (0, 0))
                groups[rule.group] = (held + (rule.id not in failed), judged + 1)
            result.append(Score(facts.cluster, tenant.name, groups))
    return tuple(result)
