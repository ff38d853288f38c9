"""Peers that every namespace of a region shares: DNS, API server, edge, object storage."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from typing import TYPE_CHECKING

from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows import (
    DNS_PORTS,
    Addresses,
    Flow,
    Peer,
    Pods,
    Port,
    internet,
    tcp,
)

if TYPE_CHECKING:
    from dotmac_manifests.plan.model import RegionPlan

NODE_LOCAL_DNS = "169.254.20.10/32"


def edge_pods(region: RegionPlan) -> Pods:
    """Pods of the region's edge: the ingress controller, or the gateway's proxies."""
    if region.spec.edge.mode == "gateway":
        return Pods(
            region.edge_namespace,
            (region.spec.edge.class_name,),
            "gateway.envoyproxy.io/owning-gateway-name",
        )
    return Pods(region.edge_namespace, ("nginx-ingress",))


def api_server(region: RegionPlan) -> tuple[Addresses, tuple[Port, ...]]:
    """The Kubernetes API server: its endpoints, and the Service that pods know it by.

    Whether policies see a Service's address or the endpoint behind it is up to the network
    plugin, hence both, and both ports. The Service has the first address of its range.
    Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/ and
    https://kubernetes.io/docs/reference/networking/virtual-ips/
    """
    network = region.spec.network
    service = ip_network(network.service_cidrs[0])[1]
    own = f"{service}/{service.max_prefixlen}"
    return Addresses((*network.api_server_cidrs, own)), tcp(443, 6443)


def store_peer(region: RegionPlan) -> tuple[Peer, tuple[Port, ...]]:
    """Object storage: a workload of the region, or an HTTPS endpoint of the provider."""
    if region.spec.object_storage.mode == "external":
        return internet(region.cluster_ranges), tcp(443)
    return Pods(names.SHARED_NAMESPACE, ("object-storage",)), tcp(9000)


def dns(region: RegionPlan, namespace: str) -> Iterator[Flow]:
    """Name resolution for every pod of a namespace, over UDP and TCP."""
    everyone = Pods.every(namespace)
    resolver = Pods(names.DNS_NAMESPACE, ("kube-dns",), "k8s-app")
    yield Flow("dns", (everyone,), resolver, DNS_PORTS, "name resolution")
    if region.spec.network.node_local_dns:
        cache = Addresses((NODE_LOCAL_DNS,))
        yield Flow("node-local-dns", (everyone,), cache, DNS_PORTS, "node's resolver cache")
