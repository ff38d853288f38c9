"""What runs of a tenant in each state, at home and in the other region of a move."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.plan.lifecycle import presence
from dotmac_manifests.spec.tenant import Lifecycle


@pytest.mark.parametrize(
    ("lifecycle", "at_home", "expected"),
    [
        ({}, True, ("running", False)),
        ({"state": "frozen"}, True, ("running", False)),
        ({"state": "suspended"}, True, ("paused", False)),
        ({"state": "offboarding", "stage": "approved"}, True, ("paused", False)),
        ({"state": "offboarding", "stage": "final-backup"}, True, ("data-only", False)),
        ({"state": "offboarding", "stage": "drained"}, True, ("remains", False)),
        ({"state": "offboarding", "stage": "removable"}, True, ("remains", True)),
        ({"move": {"to": "eu-west-1"}}, True, ("running", False)),
        ({"move": {"to": "eu-west-1"}}, False, ("data-only", False)),
        ({"move": {"from": "eu-west-1"}}, True, ("running", False)),
        ({"move": {"from": "eu-west-1"}}, False, ("remains", False)),
        ({"move": {"from": "eu-west-1", "removable": True}}, True, ("running", False)),
        ({"move": {"from": "eu-west-1", "removable": True}}, False, ("remains", True)),
        ({"state": "suspended", "move": {"to": "eu-west-1"}}, True, ("paused", False)),
    ],
)
def test_a_state_says_what_runs_and_whether_data_may_go(
    lifecycle: dict[str, Any], at_home: bool, expected: tuple[str, bool]
) -> None:
    assert presence(Lifecycle.model_validate(lifecycle), at_home=at_home) == expected
