"""Pods that no manifest here spells out: those that Helm charts, operators and Argo CD make.

Names are the last part of what a promise calls them; labels and ports as upstream sets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.support.manifests import Region
from tests.support.reachability import Pod

NAME = "app.kubernetes.io/name"


class Chart(NamedTuple):
    """One kind of pod; without labels of its own it is named by ``app.kubernetes.io/name``."""

    pod: str
    ports: tuple[int, ...] = ()
    labels: Mapping[str, str] | None = None
    namespace: str | None = None
    udp: tuple[int, ...] = ()


CHARTS: Mapping[str, tuple[Chart, ...]] = {
    "nginx-ingress": (Chart("nginx-ingress", (80, 443, 8081, 9113)),),
    "envoy-gateway": (
        Chart(
            "envoy-gateway",
            (18000, 18001, 18002, 19001),
            {NAME: "gateway-helm", "control-plane": "envoy-gateway"},
        ),
        Chart("certgen", (), {"app": "certgen"}),
        Chart(
            "envoy",
            (10080, 10443, 19001, 19003),
            {
                NAME: "envoy",
                "app.kubernetes.io/component": "proxy",
                "app.kubernetes.io/managed-by": "envoy-gateway",
                "gateway.envoyproxy.io/owning-gateway-name": "dotmac",
            },
        ),
    ),
    "cert-manager": (
        Chart("cert-manager", (9402, 9403)),
        Chart("webhook", (10250, 6080, 9402)),
        Chart("cainjector", (9402,)),
    ),
    "external-secrets": (
        Chart("external-secrets", (8080,)),
        Chart("external-secrets-webhook", (8080, 8081, 10250)),
        Chart("external-secrets-cert-controller", (8080, 8081)),
    ),
    "cloudnative-pg": (Chart("cloudnative-pg", (8080, 9443)),),
    "plugin-barman-cloud": (Chart("plugin-barman-cloud", (9090,)),),
    "argo-rollouts": (Chart("argo-rollouts", (8080, 8090)),),
    "velero": (
        Chart("velero", (8085,)),
        Chart("node-agent", (8085,), {NAME: "velero", "name": "node-agent"}),
        Chart("data-mover", (), {"velero.io/data-upload": "any"}),
    ),
    "external-dns": (Chart("external-dns", (7979,)),),
    "metrics-server": (Chart("metrics-server", (10250,)),),
    "fluent-bit": (Chart("fluent-bit", (2020,)),),
    "cluster-autoscaler": (
        Chart(
            "cluster-autoscaler",
            (8085,),
            {NAME: "aws-cluster-autoscaler", "app.kubernetes.io/instance": "cluster-autoscaler"},
        ),
    ),
    "kube-prometheus-stack": (
        Chart("prometheus", (9090, 8080)),
        Chart("alertmanager", (9093, 9094, 8080), udp=(9094,)),
        Chart("kube-state-metrics", (8080,)),
        Chart(
            "operator",
            (8080,),
            {
                NAME: "kube-prometheus-stack-prometheus-operator",
                "app": "kube-prometheus-stack-operator",
            },
        ),
    ),
}
"""By operator. Node exporter is missing: it has a node's address, not one of its own."""

EVERYWHERE: tuple[Chart, ...] = (
    Chart("kube-dns", (53,), {"k8s-app": "kube-dns"}, "kube-system", (53,)),
    Chart("argocd-server", (8080, 8083), None, "argocd"),
    Chart("argocd-repo-server", (8081, 8084), None, "argocd"),
    Chart("argocd-application-controller", (8082,), None, "argocd"),
    Chart("argocd-applicationset-controller", (7000, 8080), None, "argocd"),
    Chart("argocd-notifications-controller", (9001,), None, "argocd"),
    Chart("argocd-redis", (6379,), None, "argocd"),
    Chart("argocd-dex-server", (5556, 5557, 5558), None, "argocd"),
)
"""In every cluster, before anything of the fleet."""

STRANGER = "anything"
"""A pod that nobody planned: one in each namespace, without any label."""


def chart_pods(region: Region) -> Iterator[Pod]:
    """Pods of the region's operators, and of what was there before them."""
    for body in region.of("Application"):
        operator = body["metadata"]["name"].removeprefix("operator-")
        for chart in CHARTS.get(operator, ()):
            yield _pod(chart, body["spec"]["destination"]["namespace"])
    for chart in EVERYWHERE:
        yield _pod(chart, chart.namespace or "")
    rendered = {body["metadata"]["name"] for body in region.of("Namespace")}
    for namespace in sorted({*rendered, "argocd", "default", "kube-system"}):
        yield Pod(namespace, STRANGER, {}, {})


def _pod(chart: Chart, namespace: str) -> Pod:
    labels = {NAME: chart.pod} if chart.labels is None else chart.labels
    tcp = {("TCP", str(port)): port for port in chart.ports}
    udp = {("UDP", str(port)): port for port in chart.udp}
    return Pod(namespace, chart.pod, labels, {**tcp, **udp})
