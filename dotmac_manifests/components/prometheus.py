"""Prometheus: metrics of the tenant's own pods, and of nothing else."""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import (
    Probes,
    checksum,
    config_volume,
    container,
    http,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.prometheus_config import FOLDER, configuration
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import config_map
from dotmac_manifests.components.tokens import api_token
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.model import TenantPlan

NAME = "prometheus"
COMPONENT = "monitoring"
CONFIG = "prometheus-config"
PORT = 9090
RETENTION_DAYS = 30

_MEBI = 1024**2


class Prometheus(Component):
    """Scrapes by discovery in its own namespace; each replica scrapes and keeps everything."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "metrics")
        if not plan.has(NAME):
            return
        image, size = plan.images[NAME], plan.sizes[NAME]
        version = tag_of(image)
        files = configuration(plan)
        config_map(self, Owner(plan.namespace, NAME, COMPONENT, version), CONFIG, files)
        retention = retention_megabytes(size.storage or "1Gi")
        body = container(
            NAME,
            image,
            size,
            entrypoint=["/bin/prometheus"],
            args=[
                f"--config.file={FOLDER}/prometheus.yml",
                "--storage.tsdb.path=/prometheus",
                f"--storage.tsdb.retention.time={RETENTION_DAYS}d",
                f"--storage.tsdb.retention.size={retention}MB",
                f"--web.listen-address=:{PORT}",
                "--log.format=json",
            ],
            ports={"http": PORT},
            probes=Probes(
                ready=http("/-/ready", "http"), live=http("/-/healthy", "http"), start_seconds=600
            ),
            mounts={
                f"{FOLDER}:ro": "config",
                "/prometheus": "data",
                "/run/secrets/grafana:ro": "grafana",
                "/var/run/secrets/kubernetes.io/serviceaccount:ro": "api-token",
                "/tmp": "tmp",
            },
        )
        workload = Workload(
            name=NAME,
            component=COMPONENT,
            version=version,
            size=size,
            containers=[body],
            volumes=[
                config_volume("config", CONFIG),
                secret_volume("grafana", "grafana", {"metrics-password": "metrics-password"}),
                api_token(0o440),
                scratch("tmp"),
            ],
            ports={"http": (PORT, "http", "TCP")},
            pod_annotations=checksum(files),
            grace_seconds=120,
        )
        Stateful(self, Home.of_tenant(plan), workload)


def retention_megabytes(claim: str) -> int:
    """Four fifths of a claim in binary megabytes, Prometheus's `MB`; the rest is for the WAL."""
    return Quantity.parse(claim).nano // 10**9 * 4 // 5 // _MEBI
