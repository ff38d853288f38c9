"""The edge as Gateway API routes for Envoy Gateway.

Source: https://gateway-api.sigs.k8s.io/ and https://gateway.envoyproxy.io/ (SecurityPolicy).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.edge_objects import GATEWAY_API, HTTPS_LISTENER, EdgeObjects
from dotmac_manifests.components.edge_routes import Route, dns_annotations
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
CONTROL_PLANE_LISTENER = "control-plane"


class GatewayEdge(EdgeObjects):
    """Routes, listeners of custom domains, and who may use which route."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "gateway", plan.namespace, plan.region)

    def host(self, host: str, routes: Sequence[Route]) -> None:
        """The tenant's own host, below the region's wildcard listener."""
        for route in routes:
            name = f"isp-ops-{route.name}"
            public = dns_annotations(self._region)
            self._route(name, host, [route], self._listener(HTTPS_LISTENER), public)
            if route.cidrs:
                self._clients(name, route.cidrs)

    def custom_domain(self, domain: str, routes: Sequence[Route]) -> None:
        """A domain of the tenant's own: a listener and a certificate in its own namespace."""
        secret = names.tls_secret(domain)
        self._certificate(secret, domain)
        self._own_listener(domain.replace(".", "-"), domain, secret, routes)

    def control_plane(self, host: str) -> None:
        """Calls of a control plane in another cluster, by the region's listener that asks for
        its client certificate; its name resolves to the load balancer, never to the CDN."""
        route = Route("isp-backend", "/api", 8000)
        self._route("control-plane", host, [route], self._listener(CONTROL_PLANE_LISTENER))
        self._clients("control-plane", self._region.platform.control_plane_egress_cidrs)

    def _listener(self, name: str) -> Body:
        return {**self._gateway_reference(), "sectionName": name}

    def _clients(self, route: str, cidrs: Sequence[str]) -> None:
        rule = {
            "name": "clients",
            "action": "Allow",
            "principal": {"clientCIDRs": list(cidrs)},
        }
        target = {"group": GATEWAY_API, "kind": "HTTPRoute", "name": route}
        spec = {
            "targetRefs": [target],
            "authorization": {"defaultAction": "Deny", "rules": [rule]},
        }
        self._add("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy", route, spec)
