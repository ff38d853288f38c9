"""Which operators a region needs, in which namespaces they live, and which images they run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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

NODE_EXPORTER_NAMESPACE = "node-exporter"
"""Node exporter sees the host, so it stands apart from the rest of the monitoring."""

IMAGE_ROLES: Mapping[str, tuple[str, ...]] = {
    "nginx-ingress": ("controller",),
    "envoy-gateway": ("controller", "proxy"),
    "cert-manager": ("controller", "webhook", "cainjector", "acmesolver"),
    "external-secrets": ("controller",),
    "cloudnative-pg": ("controller",),
    "plugin-barman-cloud": ("controller", "sidecar"),
    "argo-rollouts": ("controller",),
    "velero": ("server", "plugin"),
    "external-dns": ("controller",),
    "metrics-server": ("controller",),
    "kube-prometheus-stack": (
        "operator",
        "config-reloader",
        "prometheus",
        "alertmanager",
        "node-exporter",
        "kube-state-metrics",
    ),
    "fluent-bit": ("collector",),
    "cluster-autoscaler": ("controller",),
}
"""Operator to the images that its chart asks for, by the role that the chart gives them."""

WITH_METRICS_API = frozenset({"gcp", "azure"})
"""Providers that run metrics-server themselves; two would fight over one APIService.
Source: https://cloud.google.com/kubernetes-engine/docs and https://learn.microsoft.com/azure/aks/"""

WITHOUT_NODE_SCALING = frozenset({"gcp", "azure", "bare-metal"})
"""Providers that scale their node pools themselves, or that have none to scale."""


def edge_namespace(region: RegionSpec) -> str:
    """Namespace of the pods that bring traffic in."""
    return NAMESPACES["envoy-gateway" if region.edge.mode == "gateway" else "nginx-ingress"]


def operators_of(region: RegionSpec) -> tuple[str, ...]:
    """Names of the operators of a region, in the order of the table."""
    absent = {"nginx-ingress" if region.edge.mode == "gateway" else "envoy-gateway"}
    if region.provider in WITH_METRICS_API:
        absent.add("metrics-server")
    if region.provider in WITHOUT_NODE_SCALING:
        absent.add("cluster-autoscaler")
    return tuple(name for name in NAMESPACES if name not in absent)


def namespaces_of(operator: str) -> tuple[str, ...]:
    """Namespaces that an operator's workloads run in, its own first."""
    if operator == "kube-prometheus-stack":
        return NAMESPACES[operator], NODE_EXPORTER_NAMESPACE
    return (NAMESPACES[operator],)


def all_namespaces(operators: Iterable[str]) -> tuple[str, ...]:
    """Every namespace of the operators once, in the order of the table."""
    found = (namespace for name in operators for namespace in namespaces_of(name))
    return tuple(dict.fromkeys(found))
