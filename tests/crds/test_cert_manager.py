from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Certificate/isp-wildcard", "spec.secretName", MISSING),
        Wrong("Certificate/isp-wildcard", "spec.issuerRef", MISSING),
        Wrong("Certificate/isp-wildcard", "spec.issuerRef.kind", "ClusterIsuer", upstream=False),
        Wrong(
            "Certificate/isp-wildcard",
            "spec.dnsNames.0",
            "*.*.dotmac.com",
            "spec.dnsNames[0]",
            upstream=False,
        ),
        Wrong("Certificate/isp-wildcard", "spec.duration", "90d", upstream=False),
        Wrong("Certificate/isp-wildcard", "spec.privateKey.rotationPolicy", "OnRenewal"),
        Wrong("Certificate/isp-wildcard", "spec.usages.0", "TLS", "spec.usages[0]"),
        Wrong("ClusterIssuer/internal", "spec", {}, "spec", upstream=False),
        Wrong("ClusterIssuer/internal", "spec.selfSigned", {}, "spec", upstream=False),
        Wrong("ClusterIssuer/letsencrypt", "spec.acme.server", MISSING),
        Wrong("ClusterIssuer/letsencrypt", "spec.acme.privateKeySecretRef", MISSING),
        Wrong("Issuer/bootstrap", "spec.selfsigned", {}),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
