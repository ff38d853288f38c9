"""Proof that the proof bites: the fleet is weakened in many ways, and each is noticed."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.rules.rule import Comparison
from dotmac_manifests.analysis.verify import verify
from tests.analysis.rules.judge import Mutation, mutated
from tests.analysis.rules.mutations import MUTATIONS


@pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=lambda mutation: f"{mutation.rule}-{mutation.name}"
)
def test_a_weakened_fleet_is_caught_by_the_rule_meant_for_it(mutation: Mutation) -> None:
    rule = RULES[mutation.rule]
    findings = verify(mutated(mutation, isinstance(rule.check, Comparison)), [rule])
    assert findings, f"nothing noticed: {mutation.name}"


def test_every_rule_has_a_mutation_and_every_mutation_a_name_of_its_own() -> None:
    assert {mutation.rule for mutation in MUTATIONS} == set(RULES)
    names = [(mutation.rule, mutation.name) for mutation in MUTATIONS]
    assert len(names) == len(set(names))
