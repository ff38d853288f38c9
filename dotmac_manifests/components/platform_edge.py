"""How administrators, and in production the public API's clients, reach the control plane.

Source: https://docs.nginx.com/nginx-ingress-controller/ and https://gateway-api.sigs.k8s.io/
"""

from __future__ import annotations

from dataclasses import dataclass

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.edge_ingress import HSTS, LIMITS
from dotmac_manifests.components.edge_objects import EdgeObjects
from dotmac_manifests.components.edge_routes import Route, dns_annotations
from dotmac_manifests.components.platform_app import APP, APP_PORT
from dotmac_manifests.components.platform_backend import PORT
from dotmac_manifests.components.platform_config import BACKEND, public_host
from dotmac_manifests.plan.model import ControlPlanePlan


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


class PlatformEdge(EdgeObjects):
    """A certificate and the routes of each host, in the kind of edge that the region has."""

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "edge", plan.namespace, plan.region)
        gateway = plan.region.spec.edge.mode == "gateway"
        for host in public_hosts(plan):
            self._certificate(host.secret, host.host)
            (self._by_gateway if gateway else self._by_ingress)(host)

    def _by_ingress(self, host: PublicHost) -> None:
        annotations = {**LIMITS, **HSTS, **dns_annotations(self._region)}
        if any(route.name == APP for route in host.routes):
            annotations["nginx.org/websocket-services"] = APP
        tls = {"hosts": [host.host], "secretName": host.secret}
        self._ingress(f"platform-{host.name}", host.host, host.routes, annotations, tls)

    def _by_gateway(self, host: PublicHost) -> None:
        public = dns_annotations(self._region)
        self._own_listener(f"platform-{host.name}", host.host, host.secret, host.routes, public)
