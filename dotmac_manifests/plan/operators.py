"""Which operators a region needs, and in which namespace each lives."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.spec.region import RegionSpec

NAMESPACES: Mapping[str, str] = {
    "nginx-ingress": "nginx-ingress",
    "envoy-gateway": "envoy-gateway-system",
    "cert-manager": "cert-manager",
    "external-secrets": "external-secrets",
    "cloudnative-pg": "cnpg-system",
    "plugin-barman-cloud": "cnpg-system",
    "argo-rollouts": "argo-rollouts",
    "velero": "velero",
    "external-dns": "external-dns",
    "metrics-server": "metrics-server",
    "kube-prometheus-stack": "monitoring",
    "fluent-bit": "logging",
    "cluster-autoscaler": "cluster-autoscaler",
}


def edge_namespace(region: RegionSpec) -> str:
    """Namespace of the pods that bring traffic in."""
    return NAMESPACES["envoy-gateway" if region.edge.mode == "gateway" else "nginx-ingress"]


def operators_of(region: RegionSpec) -> tuple[str, ...]:
    """Names of the operators of a region, in the order of the table."""
    absent = "nginx-ingress" if region.edge.mode == "gateway" else "envoy-gateway"
    return tuple(name for name in NAMESPACES if name != absent)
