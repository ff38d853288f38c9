"""Keys are of one kind and change at every renewal; the authority's certificates are short."""

from __future__ import annotations

from dotmac_manifests.components.certificates import certificate, internal_certificate
from dotmac_manifests.plan.names import INTERNAL_ISSUER


def test_a_renewal_brings_a_new_key() -> None:
    spec = certificate("tls", "public", ("a.example", "b.example"))
    assert spec["privateKey"] == {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"}
    assert (spec["secretName"], spec["dnsNames"]) == ("tls", ["a.example", "b.example"])
    assert (spec["issuerRef"]["kind"], spec["issuerRef"]["name"]) == ("ClusterIssuer", "public")


def test_the_own_authority_signs_for_90_days() -> None:
    spec = internal_certificate("tls", "name", ("a.svc",), ("client auth",))
    assert spec["issuerRef"]["name"] == INTERNAL_ISSUER
    assert (spec["duration"], spec["renewBefore"]) == ("2160h0m0s", "720h0m0s")
    assert (spec["commonName"], spec["usages"]) == ("name", ["client auth"])
