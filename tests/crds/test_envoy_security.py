from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("SecurityPolicy/grafana", "spec.targetRefs", MISSING, upstream=False),
        Wrong("SecurityPolicy/grafana", "spec.authorization.defaultAction", "deny"),
        Wrong(
            "SecurityPolicy/grafana",
            "spec.authorization.rules.0.principal",
            MISSING,
            "spec.authorization.rules[0].principal",
        ),
        Wrong(
            "SecurityPolicy/grafana",
            "spec.authorization.rules.0.principal.clientCIDRs",
            [],
            "spec.authorization.rules[0].principal.clientCIDRs",
        ),
        Wrong("SecurityPolicy/grafana", "spec.basicAuth.users.name", MISSING),
        Wrong("SecurityPolicy/grafana", "spec.jwt.providers", []),
        Wrong(
            "SecurityPolicy/grafana",
            "spec.jwt.providers.0.remoteJwks",
            {},
            "spec.jwt.providers[0].remoteJwks",
        ),
        Wrong(
            "SecurityPolicy/grafana",
            "spec.jwt.providers.0.name",
            MISSING,
            "spec.jwt.providers[0].name",
        ),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
