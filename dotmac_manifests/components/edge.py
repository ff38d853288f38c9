"""How the outside reaches a tenant: its own host, its custom domains, its devices, the platform."""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.edge_gateway import GatewayEdge
from dotmac_manifests.components.edge_ingress import IngressEdge
from dotmac_manifests.components.edge_routes import custom_routes, tenant_routes
from dotmac_manifests.components.resource import Component
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan


class TenantEdge(Component):
    """The tenant's routes, in the kind of edge that its region has.

    A control plane in another cluster comes in by a host of its own, which asks for its client
    certificate: TLS can demand one per host, never per path. A tenant that is suspended has the
    maintenance page on all its hosts, and nothing for a control plane to call.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "edge")
        edge = (GatewayEdge if plan.region.spec.edge.mode == "gateway" else IngressEdge)(self, plan)
        if not plan.serving:
            edge.maintenance(plan.host, plan.spec.custom_domains)
            return
        edge.host(plan.host, tenant_routes(plan))
        for domain in plan.spec.custom_domains:
            edge.custom_domain(domain, custom_routes())
        if not plan.local_platform:
            edge.control_plane(names.control_plane_host(plan.host))
