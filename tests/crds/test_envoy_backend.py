from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong(
            "BackendTrafficPolicy/isp-backend",
            "spec.rateLimit.local.rules.0.limit.unit",
            "second",
            "spec.rateLimit.local.rules[0].limit.unit",
        ),
        Wrong(
            "BackendTrafficPolicy/isp-backend",
            "spec.rateLimit.local.rules.0.limit",
            MISSING,
            "spec.rateLimit.local.rules[0].limit",
        ),
        Wrong("BackendTrafficPolicy/isp-backend", "spec.rateLimit.type", "Shared"),
        Wrong("BackendTrafficPolicy/isp-backend", "spec.circuitBreaker.maxConnections", -1),
        Wrong(
            "BackendTrafficPolicy/isp-backend",
            "spec.retry.retryOn.triggers.0",
            "timeout",
            "spec.retry.retryOn.triggers[0]",
        ),
        Wrong("BackendTrafficPolicy/isp-backend", "spec.healthCheck.active.type", MISSING),
        Wrong("BackendTrafficPolicy/isp-backend", "spec.loadBalancer.type", "Sticky"),
        Wrong("BackendTrafficPolicy/isp-backend", "spec.timeout.http.requestTimeout", "30 s"),
        Wrong(
            "BackendTrafficPolicy/isp-backend", "spec.requestBuffer.limit", "10MB", upstream=False
        ),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
