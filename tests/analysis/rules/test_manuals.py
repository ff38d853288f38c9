"""Every rule keeps the word of its manual page: the examples in it are run."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.rules.registry import GROUPS, RULES
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.verify import verify
from tests.analysis.rules.judge import committed_fleet, examples, judge, sections

every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


@every_rule
def test_the_manual_page_is_complete(rule: Rule) -> None:
    assert list(sections(rule)) == ["Why", "Reads", "Violating", "Clean", "Source"]
    assert rule.title
    assert rule.id[0] in GROUPS


@every_rule
def test_the_violating_example_is_found(rule: Rule) -> None:
    findings = judge(rule, examples(rule, "Violating"))
    assert findings
    assert {finding.rule for finding in findings} == {rule.id}
    assert all(finding.message and finding.remedy for finding in findings)


@every_rule
def test_the_clean_example_is_clean(rule: Rule) -> None:
    assert judge(rule, examples(rule, "Clean")) == ()


@every_rule
def test_the_committed_fleet_keeps_the_promise(rule: Rule) -> None:
    found = verify(committed_fleet(), [rule])
    assert [f"{finding.manifest.ref}: {finding.message}" for finding in found] == []
