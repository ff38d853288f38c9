"""Services of type LoadBalancer: UDP from known networks, with the caller's address kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.resource import Resource
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.labels import selector
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
HOSTNAME = "external-dns.alpha.kubernetes.io/hostname"


def load_balancer(
    scope: Construct,
    home: Home,
    workload: Workload,
    region: RegionPlan,
    *,
    cidrs: Sequence[str],
    host: str,
    suffix: str = "",
) -> None:
    """A Service that only ``cidrs`` reach, under the public name ``host``.

    It balances straight to pods, without node ports, and only to those of the node that was
    asked, so that the pod sees the caller's own address. It has an address family only if
    ``cidrs`` has one of it: kube-proxy takes a family without ranges as open to everyone.
    Source: https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
    """
    edge = region.spec.edge
    families = [
        family
        for family, mark in (("IPv4", "."), ("IPv6", ":"))
        if any(mark in cidr for cidr in cidrs)
    ]
    metadata = workload.meta(home, suffix)
    metadata["annotations"] = {
        **metadata.get("annotations", {}),
        **edge.load_balancer_annotations,
        HOSTNAME: host,
    }
    Resource(
        scope,
        "load-balancer",
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": metadata,
            "spec": {
                "type": "LoadBalancer",
                "loadBalancerClass": edge.load_balancer_class,
                "loadBalancerSourceRanges": sorted(cidrs),
                "allocateLoadBalancerNodePorts": False,
                "externalTrafficPolicy": "Local",
                "ipFamilyPolicy": "PreferDualStack" if len(families) > 1 else "SingleStack",
                "ipFamilies": families,
                "selector": dict(selector(workload.name)),
                "ports": [
                    {"name": name, "port": port, "targetPort": target, "protocol": protocol}
                    for name, (port, target, protocol) in workload.ports.items()
                ],
            },
        },
    )
