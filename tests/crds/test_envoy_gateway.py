from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong(
            "ClientTrafficPolicy/edge", "spec.targetRefs.0.kind", MISSING, "spec.targetRefs[0].kind"
        ),
        Wrong(
            "ClientTrafficPolicy/edge", "spec.clientIPDetection.xForwardedFor.numTrustedHops", "1"
        ),
        Wrong("ClientTrafficPolicy/edge", "spec.clientIpDetection", {}),
        Wrong("ClientTrafficPolicy/edge", "spec.tls.minVersion", "TLS1.2"),
        Wrong("ClientTrafficPolicy/edge", "spec.tls.minVersion", 1.2),
        Wrong("ClientTrafficPolicy/edge", "spec.timeout.tcp.idleTimeout", "1d"),
        Wrong("ClientTrafficPolicy/edge", "spec.headers.withUnderscoresAction", "Reject"),
        Wrong("ClientTrafficPolicy/edge", "spec.http3.enabled", True, "spec.http3", upstream=False),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
