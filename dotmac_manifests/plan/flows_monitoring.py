"""Traffic of a region's own monitoring: who is measured, who is told.

Logs of the nodes go to the shared services, whose flows bring both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from dotmac_manifests.plan.flows import Addresses, Flow, Pods, internet, tcp, udp
from dotmac_manifests.plan.flows_region import api_server, edge_pods
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NAMESPACES

MONITORING = NAMESPACES["kube-prometheus-stack"]
KUBELET, NODE_EXPORTER = 10250, 9100

METRICS: Mapping[str, tuple[str, int]] = {
    "cert-manager": ("cert-manager", 9402),
    "external-secrets": ("external-secrets", 8080),
    "cloudnative-pg": ("cloudnative-pg", 8080),
    "argo-rollouts": ("argo-rollouts", 8090),
    "velero": ("velero", 8085),
    "external-dns": ("external-dns", 7979),
    "fluent-bit": ("fluent-bit", 2020),
}
"""Operator to the pods that publish metrics, and where."""


PATHS: Mapping[str, str] = {
    "fluent-bit": "/api/v2/metrics/prometheus",
    "gateway.envoyproxy.io/owning-gateway-name": "/stats/prometheus",
}
"""Workload, or label key, to the path of its metrics where that is not `/metrics`."""


@dataclass(frozen=True, order=True)
class Target:
    """Pods that Prometheus may ask, at one port and path."""

    pods: Pods
    port: int
    path: str


def targets(flows: Iterable[Flow]) -> tuple[Target, ...]:
    """What the flows let the region's Prometheus ask outside its own namespace, in order."""
    found: set[Target] = set()
    for flow in flows:
        if flow.sources == (pods("prometheus"),) and isinstance(flow.target, Pods):
            for workload in flow.target.values:
                one = Pods(flow.target.namespace, (workload,), flow.target.key)
                path = PATHS.get(workload, PATHS.get(one.key, "/metrics"))
                found.update(Target(one, port.number, path) for port in flow.ports)
    return tuple(sorted(target for target in found if target.pods.namespace != MONITORING))


def pods(*workloads: str) -> Pods:
    """Pods of the monitoring's own namespace."""
    return Pods(MONITORING, workloads)


def monitoring_flows(region: RegionPlan) -> Iterator[Flow]:
    """What Prometheus and Alertmanager of the region talk to."""
    if "kube-prometheus-stack" not in region.operators:
        return
    yield from _inside(region)
    yield from _scraped(region)


def _inside(region: RegionPlan) -> Iterator[Flow]:
    prometheus, alertmanager = pods("prometheus"), pods("alertmanager")
    operator = Pods(MONITORING, ("kube-prometheus-stack-operator",), "app")
    yield Flow(
        "to-api-server",
        (prometheus, pods("kube-state-metrics"), operator),
        *api_server(region),
        "finds what to measure, reads the state of objects, runs Prometheus and Alertmanager",
    )
    yield Flow("to-alertmanager", (prometheus,), alertmanager, tcp(9093), "alerts")
    yield Flow(
        "alertmanager-peers",
        (alertmanager,),
        alertmanager,
        (*tcp(9094), *udp(9094)),
        "agree on who has told whom",
    )
    yield Flow(
        "alertmanager-to-internet",
        (alertmanager,),
        internet(region.cluster_ranges),
        tcp(443),
        "tells people, by the receivers of its configuration",
    )
    for name, target, ports in (
        ("to-prometheus", prometheus, tcp(9090, 8080)),
        ("to-alertmanager-metrics", alertmanager, tcp(9093, 8080)),
        ("to-kube-state-metrics", pods("kube-state-metrics"), tcp(8080)),
        ("to-operator", operator, tcp(8080)),
    ):
        yield Flow(f"prometheus-{name}", (prometheus,), target, ports, "metrics")


def _scraped(region: RegionPlan) -> Iterator[Flow]:
    prometheus = pods("prometheus")
    yield Flow(
        "prometheus-to-nodes",
        (prometheus,),
        Addresses(region.spec.network.node_cidrs),
        tcp(NODE_EXPORTER, KUBELET),
        "metrics of nodes and of the containers on them",
    )
    edge = 19001 if region.spec.edge.mode == "gateway" else 9113
    yield Flow("prometheus-to-edge", (prometheus,), edge_pods(region), tcp(edge), "metrics")
    if region.spec.edge.mode == "gateway":
        controller = Pods(NAMESPACES["envoy-gateway"], ("envoy-gateway",), "control-plane")
        yield Flow("prometheus-to-gateway", (prometheus,), controller, tcp(19001), "metrics")
    for operator in region.operators:
        if operator in METRICS:
            workload, port = METRICS[operator]
            target = Pods(NAMESPACES[operator], (workload,))
            yield Flow(f"prometheus-to-{operator}", (prometheus,), target, tcp(port), "metrics")
