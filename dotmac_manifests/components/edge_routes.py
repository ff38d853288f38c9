"""Which paths lead where, and what host names resolve to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.plan.model import RegionPlan, TenantPlan

HSTS_SECONDS = 31_536_000
"""How long a browser insists on TLS once it has seen a host; subdomains are not spoken for."""


def hsts_filter() -> dict[str, Any]:
    """HTTPRoute filter by which a host asks browsers to insist on TLS.

    Source: RFC 6797, section 6.1
    """
    header = {"name": "Strict-Transport-Security", "value": f"max-age={HSTS_SECONDS}"}
    return {
        "type": "ResponseHeaderModifier",
        "responseHeaderModifier": {"set": [header]},
    }


@dataclass(frozen=True)
class Route:
    """A path prefix of a host and the Service behind it; ``cidrs`` limits who may call it."""

    name: str
    path: str
    port: int
    cidrs: tuple[str, ...] = ()


def tenant_routes(plan: TenantPlan) -> tuple[Route, ...]:
    """Paths of the tenant's own host (spec: "Flows", into a tenant), longest prefix first."""
    routes = [Route("grafana", "/grafana", 3001), Route("isp-backend", "/api", 8000)]
    if plan.spec.network.cpe_cidrs:
        routes.insert(0, Route("genieacs-cwmp", "/cwmp", 7547, plan.spec.network.cpe_cidrs))
    return (*routes, Route("isp-ops-app", "/", 3000))


def custom_routes() -> tuple[Route, ...]:
    """Paths of a custom domain: the application and its API, no devices and no dashboards."""
    return (Route("isp-backend", "/api", 8000), Route("isp-ops-app", "/", 3000))


def dns_annotations(region: RegionPlan) -> Mapping[str, str]:
    """What external-dns makes of a public host: the CDN's name, or the load balancer's own.

    Source: https://kubernetes-sigs.github.io/external-dns/latest/docs/annotations/annotations/
    """
    cdn = region.spec.edge.cdn
    prefix = "external-dns.alpha.kubernetes.io"
    if cdn.provider == "cloudflare":
        return {f"{prefix}/cloudflare-proxied": "true"}
    if cdn.provider == "cloudfront" and cdn.target:
        return {f"{prefix}/target": cdn.target}
    return {}
