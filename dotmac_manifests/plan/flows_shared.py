"""Traffic of the shared services of a region."""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows import Flow, Pods, existing, tcp
from dotmac_manifests.plan.flows_region import dns, store_peer
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NAMESPACES

LOKI_GOSSIP, LOKI_GRPC, LOKI_HTTP = 7946, 9095, 3100
JAEGER_METRICS = 8888


def _pods(*workloads: str) -> Pods:
    return Pods(names.SHARED_NAMESPACE, workloads)


def shared_flows(region: RegionPlan) -> tuple[Flow, ...]:
    """Who talks to whom in `shared-services`, but for tenants, who bring their own flows."""
    return tuple(existing((*_logs(region), *_storage(region), *_metrics())))


def _logs(region: RegionPlan) -> Iterator[Flow]:
    loki, gateway = _pods("loki"), _pods("loki-gateway")
    yield from dns(region, names.SHARED_NAMESPACE)
    yield Flow(
        "gateway-to-loki", (gateway,), loki, tcp(LOKI_HTTP), "the only way in that names a tenant"
    )
    yield Flow("loki-ring", (loki,), loki, tcp(LOKI_GOSSIP, LOKI_GRPC), "members find each other")
    yield Flow(
        "fluent-bit-to-loki-gateway",
        (Pods(NAMESPACES["fluent-bit"], ("fluent-bit",)),),
        gateway,
        tcp(8080),
        "logs of the nodes and of the platform",
    )


def _storage(region: RegionPlan) -> Iterator[Flow]:
    target, ports = store_peer(region)
    yield Flow("loki-to-object-storage", (_pods("loki"),), target, ports, "chunks and index")
    if region.spec.object_storage.mode == "in-cluster":
        store = _pods("object-storage")
        yield Flow(
            "provisioner-to-object-storage",
            (_pods("bucket-provisioner"),),
            target,
            ports,
            "one bucket and one key for each tenant",
        )
        yield Flow("object-storage-peers", (store,), store, tcp(9000), "erasure coding and healing")


def _metrics() -> Iterator[Flow]:
    prometheus = Pods(NAMESPACES["kube-prometheus-stack"], ("prometheus",))
    for workload, port in (("loki", LOKI_HTTP), ("jaeger", JAEGER_METRICS)):
        yield Flow(
            f"monitoring-to-{workload}", (prometheus,), _pods(workload), tcp(port), "metrics"
        )
