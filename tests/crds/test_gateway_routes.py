from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("HTTPRoute/isp", "spec.parentRefs", MISSING, upstream=False),
        Wrong("HTTPRoute/isp", "spec.parentRefs.0.name", MISSING, "spec.parentRefs[0].name"),
        Wrong("HTTPRoute/isp", "spec.hostnames.0", "Fast.example.com", "spec.hostnames[0]"),
        Wrong(
            "HTTPRoute/isp",
            "spec.rules.0.matches.0.path.type",
            "Prefix",
            "spec.rules[0].matches[0].path.type",
        ),
        Wrong(
            "HTTPRoute/isp",
            "spec.rules.0.filters.0.type",
            "HeaderModifier",
            "spec.rules[0].filters[0].type",
        ),
        Wrong(
            "HTTPRoute/isp",
            "spec.rules.0.filters.0.requestHeaderModifier",
            MISSING,
            "spec.rules[0].filters[0]",
            upstream=False,
        ),
        Wrong(
            "HTTPRoute/isp",
            "spec.rules.0.timeouts.request",
            "0.5s",
            "spec.rules[0].timeouts.request",
        ),
        Wrong(
            "HTTPRoute/isp",
            "spec.rules.0.retry",
            {"attempts": 2},
            "spec.rules[0].retry",
            upstream=False,
        ),
        Wrong(
            "HTTPRoute/isp",
            "spec.rules.0.backendRefs.0.weight",
            -1,
            "spec.rules[0].backendRefs[0].weight",
        ),
        Wrong(
            "HTTPRoute/isp",
            "spec.rules.1.filters.0.requestRedirect.statusCode",
            200,
            "spec.rules[1].filters[0].requestRedirect.statusCode",
        ),
        Wrong("UDPRoute/radius", "spec.rules", []),
        Wrong("UDPRoute/radius", "spec.hostnames", ["x"]),
        Wrong("TCPRoute/cwmp", "spec.rules.0.backendRefs", [], "spec.rules[0].backendRefs"),
        Wrong(
            "TCPRoute/cwmp",
            "spec.rules.0.backendRefs.0.port",
            "7547",
            "spec.rules[0].backendRefs[0].port",
        ),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
