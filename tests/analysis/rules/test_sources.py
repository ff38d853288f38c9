from __future__ import annotations

import re

import pytest

from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.rules.rule import Rule
from dotmac_manifests.analysis.rules.sources import SOURCES, spelt_out

PLAIN = {"API", "FNS"}
"""Words in capitals that are no source: what the Multi-Tenancy Benchmarks count is one."""


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_short_name_of_a_source_is_known(rule: Rule) -> None:
    sources = re.sub(r"https?://\S+", "", rule.manual.rpartition("\nSource:")[2])
    short = set(re.findall(r"(?<![\w/-])[A-Z]{3,5}(?=\b|_)", sources)) - PLAIN
    told = " ".join(spelt_out(rule.manual))
    assert {name for name in short if name not in told} == set()


def test_each_is_spelt_out_where_it_is_used() -> None:
    lines = list(
        spelt_out("x\n\nSource: MTB-PL1-CC; CIS 5.1; K8S-MT; C-0012; CKV_K8S_43; see CISA")
    )
    assert [line.partition(":")[0] for line in lines] == ["C-…", "CIS", "CKV", "K8S-MT", "MTB"]
    assert list(spelt_out("x\n\nSource: https://example.org/PSS/CIS")) == []


def test_each_is_used() -> None:
    used = {line.partition(":")[0] for rule in RULES.values() for line in spelt_out(rule.manual)}
    assert used == {f"{name}…" if name.endswith("-") else name for name in SOURCES}
