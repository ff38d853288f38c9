"""Traffic of the control plane's namespace, but for its tenants, who bring their own flows."""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows import Flow, Peer, Pods, existing, internet, tcp
from dotmac_manifests.plan.flows_region import api_server, dns, edge_pods
from dotmac_manifests.plan.metrics import CNPG_CLUSTER_KEY, CNPG_METRICS
from dotmac_manifests.plan.model import RegionPlan

NAMESPACE = names.PLATFORM_NAMESPACE


def _pods(*workloads: str) -> Pods:
    return Pods(NAMESPACE, workloads)


def control_plane_flows(region: RegionPlan) -> tuple[Flow, ...]:
    """Who talks to whom in `platform-admin` (spec: "Flows", platform)."""
    return tuple(existing((*_inside(region), *_data(region), *_out(region))))


def _inside(region: RegionPlan) -> Iterator[Flow]:
    edge, smoke = edge_pods(region), _pods("platform-smoke-test")
    backend, app = _pods("platform-backend"), _pods("platform-admin-app")
    yield Flow("app-to-backend", (app, smoke), backend, tcp(8000), "API calls, smoke test")
    yield Flow("edge-to-app", (edge, smoke), app, tcp(3000), "administrators, smoke test")
    yield Flow("edge-to-backend", (edge,), backend, tcp(8000), "public platform API")


def _data(region: RegionPlan) -> Iterator[Flow]:
    clients = _pods("platform-backend", "celery-worker", "celery-beat", "platform-migrate")
    postgres = Pods(NAMESPACE, ("postgres",), CNPG_CLUSTER_KEY)
    openbao = _pods("openbao")
    yield Flow("to-postgres", (clients,), postgres, tcp(5432), "SQL")
    yield Flow("to-redis", (clients,), _pods("redis"), tcp(6379), "broker, cache, sessions")
    yield Flow("backend-to-openbao", (_pods("platform-backend"),), openbao, tcp(8200), "secrets")
    yield Flow(
        "external-secrets-to-openbao",
        (Pods("external-secrets", ("external-secrets",)),),
        openbao,
        tcp(8200),
        "synchronises secrets into namespaces",
    )
    yield Flow("openbao-raft", (openbao,), openbao, tcp(8200, 8201), "consensus and joining")
    yield Flow(
        "openbao-to-api-server",
        (openbao,),
        *api_server(region),
        "checks the service account tokens of its clients",
    )
    yield Flow(
        "postgres-replication",
        (postgres,),
        postgres,
        tcp(5432, 8000),
        "standbys follow, and a primary makes sure that it is not cut off",
    )
    yield Flow(
        "cnpg-to-postgres",
        (Pods("cnpg-system", ("cloudnative-pg",)),),
        postgres,
        tcp(8000),
        "the operator asks each instance for its state",
    )
    yield Flow(
        "postgres-to-api-server",
        (postgres,),
        *api_server(region),
        "the instance manager follows its Cluster object",
    )


def _out(region: RegionPlan) -> Iterator[Flow]:
    yield from dns(region, NAMESPACE)
    postgres: Peer = Pods(NAMESPACE, ("postgres",), CNPG_CLUSTER_KEY)
    yield Flow(
        "postgres-to-backup",
        (postgres,),
        internet(region.cluster_ranges),
        tcp(443),
        "backups, in a bucket outside the cluster",
    )
    yield Flow(
        "to-internet",
        (_pods("platform-backend", "celery-worker", "openbao"),),
        internet(region.cluster_ranges),
        tcp(443),
        "tenants of other regions, payment and Git APIs, the key service that unseals",
    )
    yield Flow(
        "to-jaeger",
        (
            _pods(
                "platform-admin-app",
                "platform-backend",
                "platform-migrate",
                "celery-worker",
                "celery-beat",
            ),
        ),
        Pods(names.SHARED_NAMESPACE, ("jaeger",)),
        tcp(4317, 4318),
        "traces, OTLP",
    )
    yield Flow(
        "monitoring-to-platform",
        (Pods("monitoring", ("prometheus",)),),
        _pods("platform-backend"),
        tcp(8000),
        "metrics",
    )
    yield Flow(
        "monitoring-to-postgres",
        (Pods("monitoring", ("prometheus",)),),
        postgres,
        tcp(CNPG_METRICS),
        "metrics",
    )
