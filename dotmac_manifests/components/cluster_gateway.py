"""The proxies behind a Gateway, and the load balancer before them.

Source: https://gateway.envoyproxy.io/docs/api/extension_types/#envoyproxy
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
OWNER = "gateway.envoyproxy.io/owning-gateway-name"
REPLICAS = 2


class GatewayProxies(Component):
    """Envoy as the region wants it: spread over zones, seeing the clients' own addresses."""

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "proxies")
        edge = region.spec.edge
        service: Body = {
            "type": "LoadBalancer",
            "externalTrafficPolicy": "Local",
            "loadBalancerClass": edge.load_balancer_class,
            "allocateLoadBalancerNodePorts": False,
        }
        if edge.load_balancer_annotations:
            service["annotations"] = dict(sorted(edge.load_balancer_annotations.items()))
        replicas = min(REPLICAS, region.spec.sizing.max_replicas or REPLICAS)
        kubernetes: Body = {
            "envoyDeployment": {
                "replicas": replicas,
                "pod": {"topologySpreadConstraints": [_spread(edge.class_name)]},
                "container": _container(region),
            },
            "envoyService": service,
        }
        if replicas > 1:
            kubernetes["envoyPDB"] = {"minAvailable": 1}
        Resource(
            self,
            "proxies",
            {
                "apiVersion": "gateway.envoyproxy.io/v1alpha1",
                "kind": "EnvoyProxy",
                "metadata": metadata(
                    edge.class_name,
                    region.edge_namespace,
                    app="edge",
                    component="edge",
                    version="1",
                ),
                "spec": {"provider": {"type": "Kubernetes", "kubernetes": kubernetes}},
            },
        )


def _container(region: RegionPlan) -> Body:
    return {
        "image": region.images["envoy"],
        "resources": {
            "requests": {"cpu": "250m", "memory": "512Mi"},
            "limits": {"cpu": "2", "memory": "1Gi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "runAsNonRoot": True,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    }


def _spread(gateway: str) -> Body:
    return {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": {OWNER: gateway}},
    }
