from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong(
            "ClusterIssuer/letsencrypt",
            "spec.acme.solvers.0.dns01.route53.zone",
            "x",
            "spec.acme.solvers[0].dns01.route53.zone",
        ),
        Wrong(
            "ClusterIssuer/letsencrypt",
            "spec.acme.solvers.1.dns01.cloudDNS.project",
            MISSING,
            "spec.acme.solvers[1].dns01.cloudDNS.project",
        ),
        Wrong(
            "ClusterIssuer/letsencrypt",
            "spec.acme.solvers.2.dns01.azureDNS.subscriptionID",
            MISSING,
            "spec.acme.solvers[2].dns01.azureDNS.subscriptionID",
        ),
        Wrong(
            "ClusterIssuer/letsencrypt",
            "spec.acme.solvers.2.dns01.azureDNS.environment",
            "Azure",
            "spec.acme.solvers[2].dns01.azureDNS.environment",
        ),
        Wrong(
            "ClusterIssuer/letsencrypt",
            "spec.acme.solvers.3.dns01.clouddns",
            {},
            "spec.acme.solvers[3].dns01.clouddns",
        ),
        Wrong(
            "ClusterIssuer/letsencrypt",
            "spec.acme.solvers.4.http01",
            {},
            "spec.acme.solvers[4].http01",
            upstream=False,
        ),
        Wrong(
            "ClusterIssuer/letsencrypt",
            "spec.acme.solvers.5.http01.gatewayHTTPRoute.parentRefs.0.name",
            MISSING,
            "spec.acme.solvers[5].http01.gatewayHTTPRoute.parentRefs[0].name",
        ),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
