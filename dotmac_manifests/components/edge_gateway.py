"""The edge as Gateway API routes for Envoy Gateway.

Source: https://gateway-api.sigs.k8s.io/ and https://gateway.envoyproxy.io/ (SecurityPolicy).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.edge_objects import GATEWAY_API, HTTPS_LISTENER, EdgeObjects
from dotmac_manifests.components.edge_routes import Route, dns_annotations
from dotmac_manifests.components.maintenance import CONTENT_TYPE, HEADERS, STATUS, page
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
CONTROL_PLANE_LISTENER = "control-plane"
ENVOY = "gateway.envoyproxy.io"
MAINTENANCE = "maintenance"


class GatewayEdge(EdgeObjects):
    """Routes, listeners of custom domains, and who may use which route."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "gateway", plan.namespace, plan.region)
        self._plan = plan

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

    def maintenance(self, host: str, domains: Sequence[str]) -> None:
        """The page on every host, from the listeners and certificates that these had before.

        Envoy Gateway takes filters in their order and none after the one that answers: what
        sets the headers comes first.
        Source: https://gateway.envoyproxy.io/docs/tasks/traffic/direct-response/
        """
        body = {"type": "Inline", "inline": page(self._plan)}
        answer = {"statusCode": STATUS, "contentType": CONTENT_TYPE, "body": body}
        spec = {"directResponse": answer}
        self._add(f"{ENVOY}/v1alpha1", "HTTPRouteFilter", MAINTENANCE, spec)
        headers = [{"name": name, "value": value} for name, value in HEADERS.items()]
        reference = {"group": ENVOY, "kind": "HTTPRouteFilter", "name": MAINTENANCE}
        rule = {
            "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
            "filters": [
                {"type": "ResponseHeaderModifier", "responseHeaderModifier": {"set": headers}},
                {"type": "ExtensionRef", "extensionRef": reference},
            ],
        }
        parent, public = self._listener(HTTPS_LISTENER), dns_annotations(self._region)
        self._http_route(MAINTENANCE, host, [rule], parent, public)
        for domain in domains:
            name, secret = domain.replace(".", "-"), names.tls_secret(domain)
            self._certificate(secret, domain)
            self._http_route(name, domain, [rule], self._listener_set(name, domain, secret))

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
        self._add(f"{ENVOY}/v1alpha1", "SecurityPolicy", route, spec)
