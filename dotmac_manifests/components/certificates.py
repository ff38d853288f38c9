"""What the platform asks cert-manager for: keys of P-256, a fresh one at every renewal.

Source: https://cert-manager.io/docs/usage/certificate/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotmac_manifests.plan.names import INTERNAL_ISSUER

Body = dict[str, Any]
CERTIFICATES = "cert-manager.io/v1"


def certificate(secret: str, issuer: str, hosts: Sequence[str]) -> Body:
    """The spec of a Certificate that a ClusterIssuer signs into Secret ``secret``."""
    return {
        "secretName": secret,
        "dnsNames": list(hosts),
        "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
        "issuerRef": {"group": "cert-manager.io", "kind": "ClusterIssuer", "name": issuer},
    }


def internal_certificate(
    secret: str, name: str, hosts: Sequence[str], usages: Sequence[str]
) -> Body:
    """The same from the authority of one's own: for 90 days, renewed 30 days before their end."""
    return {
        **certificate(secret, INTERNAL_ISSUER, hosts),
        "commonName": name,
        "usages": list(usages),
        "duration": "2160h0m0s",
        "renewBefore": "720h0m0s",
    }
