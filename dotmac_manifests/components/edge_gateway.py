"""The edge as Gateway API routes for Envoy Gateway.

Source: https://gateway-api.sigs.k8s.io/ and https://gateway.envoyproxy.io/ (SecurityPolicy).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.edge_routes import Route, dns_annotations, hsts_filter
from dotmac_manifests.components.resource import (
    LAST_WAVE,
    SYNC_WAVE,
    Component,
    Resource,
    metadata,
)
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
GATEWAY_API = "gateway.networking.k8s.io"
HTTPS_LISTENER = "https"
CONTROL_PLANE_LISTENER = "control-plane"


class GatewayEdge(Component):
    """Routes, listeners of custom domains, and who may use which route."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "gateway")
        self._plan = plan

    def host(self, host: str, routes: Sequence[Route]) -> None:
        """The tenant's own host, below the region's wildcard listener."""
        for route in routes:
            name = f"isp-ops-{route.name}"
            public = dns_annotations(self._plan.region)
            self._route(name, host, [route], self._gateway(HTTPS_LISTENER), public)
            if route.cidrs:
                self._clients(name, route.cidrs)

    def custom_domain(self, domain: str, routes: Sequence[Route]) -> None:
        """A domain of the tenant's own: a listener and a certificate in its own namespace."""
        name, secret = domain.replace(".", "-"), names.tls_secret(domain)
        self._certificate(secret, domain)
        listener: Body = {
            "name": HTTPS_LISTENER,
            "hostname": domain,
            "port": 443,
            "protocol": "HTTPS",
            "tls": {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": secret}]},
            "allowedRoutes": {"namespaces": {"from": "Same"}},
        }
        parent = {
            "group": GATEWAY_API,
            "kind": "Gateway",
            "name": self._plan.region.spec.edge.class_name,
            "namespace": self._plan.region.edge_namespace,
        }
        self._add(
            f"{GATEWAY_API}/v1", "ListenerSet", name, {"parentRef": parent, "listeners": [listener]}
        )
        reference = {
            "group": GATEWAY_API,
            "kind": "ListenerSet",
            "name": name,
            "sectionName": HTTPS_LISTENER,
        }
        self._route(name, domain, routes, reference)

    def control_plane(self, host: str) -> None:
        """Calls of a control plane in another cluster, by the region's listener that asks for
        its client certificate; its name resolves to the load balancer, never to the CDN."""
        route = Route("isp-backend", "/api", 8000)
        self._route("control-plane", host, [route], self._gateway(CONTROL_PLANE_LISTENER))
        self._clients("control-plane", self._plan.region.platform.control_plane_egress_cidrs)

    def _gateway(self, listener: str) -> Body:
        return {
            "group": GATEWAY_API,
            "kind": "Gateway",
            "name": self._plan.region.spec.edge.class_name,
            "namespace": self._plan.region.edge_namespace,
            "sectionName": listener,
        }

    def _route(
        self,
        name: str,
        host: str,
        routes: Sequence[Route],
        parent: Body,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        rules = [
            {
                "matches": [{"path": {"type": "PathPrefix", "value": route.path}}],
                "filters": [hsts_filter()],
                "backendRefs": [{"kind": "Service", "name": route.name, "port": route.port}],
                "timeouts": {"request": "75s"},
            }
            for route in routes
        ]
        spec: Body = {"hostnames": [host], "parentRefs": [parent], "rules": rules}
        self._add(f"{GATEWAY_API}/v1", "HTTPRoute", name, spec, annotations)

    def _clients(self, route: str, cidrs: Sequence[str]) -> None:
        rule = {
            "name": "clients",
            "action": "Allow",
            "principal": {"clientCIDRs": list(cidrs)},
        }
        target = {"group": GATEWAY_API, "kind": "HTTPRoute", "name": route}
        self._add(
            "gateway.envoyproxy.io/v1alpha1",
            "SecurityPolicy",
            route,
            {
                "targetRefs": [target],
                "authorization": {"defaultAction": "Deny", "rules": [rule]},
            },
        )

    def _certificate(self, secret: str, domain: str) -> None:
        self._add(
            "cert-manager.io/v1",
            "Certificate",
            secret,
            {
                "secretName": secret,
                "dnsNames": [domain],
                "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
                "issuerRef": {
                    "group": "cert-manager.io",
                    "kind": "ClusterIssuer",
                    "name": names.PUBLIC_ISSUER,
                },
            },
            {SYNC_WAVE: str(LAST_WAVE)},
        )

    def _add(
        self,
        api_version: str,
        kind: str,
        name: str,
        spec: Body,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        Resource(
            self,
            f"{kind}-{name}",
            {
                "apiVersion": api_version,
                "kind": kind,
                "metadata": metadata(
                    name,
                    self._plan.namespace,
                    app="edge",
                    component="edge",
                    version="1",
                    annotations=annotations,
                ),
                "spec": spec,
            },
        )
