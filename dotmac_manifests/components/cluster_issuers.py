"""Who signs certificates: Let's Encrypt for public hosts, an authority of one's own inside."""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.certificates import CERTIFICATES
from dotmac_manifests.components.resource import SYNC_WAVE, Component, Resource, metadata
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NAMESPACES

Body = dict[str, Any]
COMPONENT = "certificates"
VERSION = "1"
NAMESPACE = NAMESPACES["cert-manager"]
"""Where cert-manager looks for the Secrets of ClusterIssuers (its cluster resource namespace)."""
ACCOUNT_SECRET = "letsencrypt-account"
CLOUDFLARE_SECRET = "cloudflare-dns"
BOOTSTRAP_ISSUER = "dotmac-bootstrap"
AUTHORITY_SECRET = "dotmac-internal-ca"


class PublicIssuer(Component):
    """Let's Encrypt, which a name is proven to by a DNS record (DNS-01).

    Only DNS-01 covers the wildcard of the tenants' hosts, and it needs neither a solver pod in a
    tenant's namespace nor an open port. `Follow` lets the owner of a custom domain delegate
    `_acme-challenge.<domain>` by a CNAME into the platform's zone, once and for all.
    Source: https://cert-manager.io/docs/configuration/acme/dns01/
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "public-issuer")
        acme = region.platform.acme
        spec = {
            "acme": {
                "server": acme.server,
                "email": acme.email,
                "privateKeySecretRef": {"name": ACCOUNT_SECRET},
                "solvers": [{"dns01": {"cnameStrategy": "Follow", **_provider(region)}}],
            }
        }
        _cluster_issuer(self, names.PUBLIC_ISSUER, spec, wave=-24)


class InternalIssuer(Component):
    """An authority that never leaves the cluster; it signs what Services show each other.

    It signs itself once, through an issuer that nothing else uses.
    Source: https://cert-manager.io/docs/configuration/selfsigned/#bootstrapping-ca-issuers
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "internal-issuer")
        _cluster_issuer(self, BOOTSTRAP_ISSUER, {"selfSigned": {}}, wave=-24)
        Resource(
            self,
            "authority",
            {
                "apiVersion": CERTIFICATES,
                "kind": "Certificate",
                "metadata": metadata(
                    AUTHORITY_SECRET,
                    NAMESPACE,
                    app="certificates",
                    component=COMPONENT,
                    version=VERSION,
                    annotations={SYNC_WAVE: "-23"},
                ),
                "spec": {
                    "isCA": True,
                    "commonName": f"DotMac internal {region.name}",
                    "secretName": AUTHORITY_SECRET,
                    "duration": "87600h0m0s",
                    "renewBefore": "8760h0m0s",
                    "usages": ["digital signature", "cert sign", "crl sign"],
                    # A new key would make every certificate that is out there untrusted.
                    "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Never"},
                    "issuerRef": {
                        "group": "cert-manager.io",
                        "kind": "ClusterIssuer",
                        "name": BOOTSTRAP_ISSUER,
                    },
                },
            },
        )
        authority = {"ca": {"secretName": AUTHORITY_SECRET}}
        _cluster_issuer(self, names.INTERNAL_ISSUER, authority, wave=-22)


def _cluster_issuer(scope: Component, name: str, spec: Body, wave: int) -> None:
    """An issuer; it stands before the certificates that wait for it."""
    meta = metadata(
        name,
        None,
        app="certificates",
        component=COMPONENT,
        version=VERSION,
        annotations={SYNC_WAVE: str(wave)},
    )
    body = {"apiVersion": CERTIFICATES, "kind": "ClusterIssuer", "metadata": meta, "spec": spec}
    Resource(scope, name, body)


def _provider(region: RegionPlan) -> Body:
    """The solver of the region's DNS provider; absent fields are left to the pod's identity."""
    dns = region.spec.dns
    if dns.provider == "cloudflare":
        return {
            "cloudflare": {"apiTokenSecretRef": {"name": CLOUDFLARE_SECRET, "key": "api-token"}}
        }
    if dns.provider == "clouddns":
        return {"cloudDNS": {"project": dns.project}}
    route53 = {"hostedZoneID": dns.zone_id, "role": dns.role_arn}
    known = {key: value for key, value in route53.items() if value is not None}
    return {"route53": {"region": region.spec.cloud_region, **known}}
