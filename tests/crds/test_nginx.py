from __future__ import annotations

import pytest

from tests.crds.cases import Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Policy/api-rate-limit", "spec.rateLimit.rate", "20/s", upstream=False),
        Wrong("Policy/api-rate-limit", "spec.rateLimit.burst", "40"),
        Wrong("Policy/api-rate-limit", "spec.rateLimit.rejectCode", 200, upstream=False),
        Wrong("Policy/api-rate-limit", "spec.rateLimits", {}),
        Wrong(
            "Policy/api-rate-limit",
            "spec.accessControl",
            {"deny": ["192.0.2.0/24"]},
            "spec",
            upstream=False,
        ),
        Wrong(
            "Policy/cpe-only",
            "spec.accessControl.allow.0",
            "any",
            "spec.accessControl.allow[0]",
            upstream=False,
        ),
        Wrong(
            "Policy/cpe-only",
            "spec.accessControl.deny",
            ["192.0.2.0/24"],
            "spec.accessControl",
            upstream=False,
        ),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
