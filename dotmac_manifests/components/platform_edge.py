"""How administrators, and in production the public API's clients, reach the control plane.

Source: https://docs.nginx.com/nginx-ingress-controller/ and https://gateway-api.sigs.k8s.io/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.edge_gateway import GATEWAY_API, HTTPS_LISTENER
from dotmac_manifests.components.edge_ingress import HSTS, LIMITS
from dotmac_manifests.components.edge_routes import Route, dns_annotations, hsts_filter
from dotmac_manifests.components.platform_app import APP, APP_PORT
from dotmac_manifests.components.platform_backend import PORT
from dotmac_manifests.components.platform_config import BACKEND, public_host
from dotmac_manifests.components.resource import (
    LAST_WAVE,
    SYNC_WAVE,
    Component,
    Resource,
    metadata,
)
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import ControlPlanePlan

Body = dict[str, Any]


@dataclass(frozen=True)
class PublicHost:
    """A host of the control plane; its certificate is in Secret `<name>-tls`."""

    name: str
    host: str
    routes: tuple[Route, ...]

    @property
    def secret(self) -> str:
        """Secret of the certificate."""
        return f"{self.name}-tls"


def public_hosts(plan: ControlPlanePlan) -> tuple[PublicHost, ...]:
    """The administrators' host, and the API's where it has one of its own."""
    admin = plan.region.admin_host
    routes = (Route(BACKEND, "/api", PORT), Route(APP, "/", APP_PORT))
    found = [PublicHost("admin", admin, routes)]
    if (api := public_host(plan)) != admin:
        found.append(PublicHost("api", api, (Route(BACKEND, "/", PORT),)))
    return tuple(found)


class PlatformEdge(Component):
    """A certificate and the routes of each host, in the kind of edge that the region has."""

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "edge")
        self._plan = plan
        gateway = plan.region.spec.edge.mode == "gateway"
        for host in public_hosts(plan):
            self._certificate(host)
            (self._gateway if gateway else self._ingress)(host)

    def _certificate(self, host: PublicHost) -> None:
        issuer = {
            "group": "cert-manager.io",
            "kind": "ClusterIssuer",
            "name": names.PUBLIC_ISSUER,
        }
        key = {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"}
        spec = {
            "secretName": host.secret,
            "dnsNames": [host.host],
            "privateKey": key,
            "issuerRef": issuer,
        }
        wave = {SYNC_WAVE: str(LAST_WAVE)}
        self._add("cert-manager.io/v1", "Certificate", host.secret, spec, wave)

    def _ingress(self, host: PublicHost) -> None:
        annotations = {**LIMITS, **HSTS, **dns_annotations(self._plan.region)}
        if any(route.name == APP for route in host.routes):
            annotations["nginx.org/websocket-services"] = APP
        spec: Body = {
            "ingressClassName": self._plan.region.spec.edge.class_name,
            "tls": [{"hosts": [host.host], "secretName": host.secret}],
            "rules": [{"host": host.host, "http": {"paths": _paths(host.routes)}}],
        }
        name = f"platform-{host.name}"
        self._add("networking.k8s.io/v1", "Ingress", name, spec, annotations)

    def _gateway(self, host: PublicHost) -> None:
        """A listener for the host beside those of the region's Gateway, and its routes."""
        region, name = self._plan.region, f"platform-{host.name}"
        certificate = {"kind": "Secret", "name": host.secret}
        listener: Body = {
            "name": HTTPS_LISTENER,
            "hostname": host.host,
            "port": 443,
            "protocol": "HTTPS",
            "tls": {"mode": "Terminate", "certificateRefs": [certificate]},
            "allowedRoutes": {"namespaces": {"from": "Same"}},
        }
        gateway = {
            "group": GATEWAY_API,
            "kind": "Gateway",
            "name": region.spec.edge.class_name,
            "namespace": region.edge_namespace,
        }
        listeners = {"parentRef": gateway, "listeners": [listener]}
        self._add(f"{GATEWAY_API}/v1", "ListenerSet", name, listeners)
        parent = {
            "group": GATEWAY_API,
            "kind": "ListenerSet",
            "name": name,
            "sectionName": HTTPS_LISTENER,
        }
        rules = [
            {
                "matches": [{"path": {"type": "PathPrefix", "value": route.path}}],
                "filters": [hsts_filter()],
                "backendRefs": [{"kind": "Service", "name": route.name, "port": route.port}],
                "timeouts": {"request": "75s"},
            }
            for route in host.routes
        ]
        spec = {"hostnames": [host.host], "parentRefs": [parent], "rules": rules}
        self._add(f"{GATEWAY_API}/v1", "HTTPRoute", name, spec, dns_annotations(region))

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


def _paths(routes: Sequence[Route]) -> list[Body]:
    return [
        {
            "path": route.path,
            "pathType": "Prefix",
            "backend": {"service": {"name": route.name, "port": {"number": route.port}}},
        }
        for route in routes
    ]
