from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("GatewayClass/envoy", "spec.controllerName", "envoy"),
        Wrong("GatewayClass/envoy", "spec.controllerName", MISSING),
        Wrong("Gateway/edge", "spec.gatewayClassName", MISSING),
        Wrong("Gateway/edge", "spec.listeners", []),
        Wrong("Gateway/edge", "spec.listeners.0.port", 70000, "spec.listeners[0].port"),
        Wrong(
            "Gateway/edge",
            "spec.listeners.0.protocol",
            "H2",
            "spec.listeners[0].protocol",
            upstream=False,
        ),
        Wrong(
            "Gateway/edge", "spec.listeners.0.tls.mode", "Terminated", "spec.listeners[0].tls.mode"
        ),
        Wrong("Gateway/edge", "spec.listeners.0.hostname", "*", "spec.listeners[0].hostname"),
        Wrong("Gateway/edge", "spec.allowedListeners.namespaces.from", "Any"),
        Wrong("ListenerSet/custom-domains", "spec.parentRef", MISSING),
        Wrong(
            "ListenerSet/custom-domains", "spec.listeners.0.name", MISSING, "spec.listeners[0].name"
        ),
        Wrong("ReferenceGrant/edge", "spec.from", []),
        Wrong("ReferenceGrant/edge", "spec.from.0.namespace", MISSING, "spec.from[0].namespace"),
        Wrong("ReferenceGrant/edge", "spec.to.0.namespace", "x", "spec.to[0].namespace"),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
