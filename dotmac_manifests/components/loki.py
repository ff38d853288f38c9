"""Loki: logs of all tenants of a region, each in a space of its own.

Source: https://grafana.com/docs/loki/latest/configure/ ; deployment mode "monolithic", since the
simple scalable one ends with Loki 4.
"""

from __future__ import annotations

from dotmac_manifests.components.bucket import OwnedBucket
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import (
    Body,
    Probes,
    checksum,
    config_volume,
    container,
    environment,
    http,
    pod_field,
    scratch,
    secret_volume,
    tcp_open,
)
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.kube.yaml_writer import dump
from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows_shared import LOKI_GOSSIP, LOKI_GRPC, LOKI_HTTP
from dotmac_manifests.plan.model import RegionPlan

NAME = "loki"
CONFIG = "loki-config"
CREDENTIALS = "loki-object-storage"
BUCKET_WAVE = -10
"""After object storage; Loki itself comes after its bucket."""

_INI = "[default]\naws_access_key_id = {{ .access }}\naws_secret_access_key = {{ .secret }}\n"


class Loki(Component):
    """All parts in one process; its chunks and its index live in object storage.

    It believes any tenant name it is told (`X-Scope-OrgID`), which is why only the gateway and the
    platform's Prometheus may reach it.
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "logs")
        home = Home.of_shared(region)
        image = region.images[NAME]
        data = {"loki.yaml": dump([_config(region)])}
        owner = Owner(home.namespace, NAME, "logging", tag_of(image))
        config_map(self, owner, CONFIG, data)
        external_secret(
            self,
            owner,
            CREDENTIALS,
            path=names.region_secret_path(region.name, NAME),
            keys={"access": "access-key", "secret": "secret-key"},
            template={"credentials": _INI},
        )
        OwnedBucket(
            self,
            region,
            name="logs-bucket",
            bucket=names.log_bucket(region.name),
            secret="loki-bucket-owner",
            path=names.region_secret_path(region.name, NAME),
            wave=BUCKET_WAVE,
        )
        size = region.shared_sizes[NAME]
        server = container(
            "loki",
            image,
            size,
            args=["-config.file=/etc/loki/loki.yaml", "-config.expand-env=true", "-target=all"],
            env=[
                pod_field("POD_IP", "status.podIP"),
                *environment({"AWS_SHARED_CREDENTIALS_FILE": "/run/secrets/s3/credentials"}),
            ],
            ports={"http": LOKI_HTTP, "grpc": LOKI_GRPC, "gossip": LOKI_GOSSIP},
            probes=Probes(ready=http("/ready", "http"), live=tcp_open("http"), start_seconds=600),
            mounts={
                "/data": "data",
                "/etc/loki:ro": "config",
                "/run/secrets/s3:ro": "credentials",
                "/tmp": "tmp",
            },
        )
        workload = Workload(
            name=NAME,
            component="logging",
            version=tag_of(image),
            size=size,
            containers=[server],
            volumes=[
                config_volume("config", CONFIG),
                secret_volume("credentials", CREDENTIALS),
                scratch("tmp"),
            ],
            ports={
                "http": (LOKI_HTTP, "http", "TCP"),
                "grpc": (LOKI_GRPC, "grpc", "TCP"),
                "gossip": (LOKI_GOSSIP, "gossip", "TCP"),
            },
            pod_annotations=checksum(data),
            grace_seconds=300,
            wave=BUCKET_WAVE + 1,
        )
        Stateful(self, home, workload)


def _config(region: RegionPlan) -> Body:
    replicas = region.shared_sizes[NAME].replicas
    return {
        "auth_enabled": True,
        "analytics": {"reporting_enabled": False},
        "server": {
            "http_listen_port": LOKI_HTTP,
            "grpc_listen_port": LOKI_GRPC,
            "log_level": "warn",
            "log_format": "json",
        },
        "common": {
            "path_prefix": "/data",
            "instance_addr": "${POD_IP}",
            "replication_factor": min(replicas, 3),
            "ring": {"kvstore": {"store": "memberlist"}},
        },
        "memberlist": {
            "bind_port": LOKI_GOSSIP,
            "join_members": [f"{NAME}-headless:{LOKI_GOSSIP}"],
            "abort_if_cluster_join_fails": False,
        },
        "schema_config": {
            "configs": [
                {
                    "from": "2026-01-01",
                    "store": "tsdb",
                    "object_store": "s3",
                    "schema": "v13",
                    "index": {"prefix": "index_", "period": "24h"},
                }
            ]
        },
        "storage_config": {
            "use_thanos_objstore": True,
            "object_store": {"s3": _bucket(region)},
            "tsdb_shipper": {
                "active_index_directory": "/data/index",
                "cache_location": "/data/index-cache",
            },
        },
        "ruler_storage": {"backend": "s3", "s3": _bucket(region)},
        "compactor": {
            "working_directory": "/data/compactor",
            "retention_enabled": True,
            "delete_request_store": "s3",
        },
        "limits_config": _limits(region),
    }


def _bucket(region: RegionPlan) -> Body:
    """The region's log bucket; S3 clients want a bare host and the scheme apart."""
    scheme, _, host = region.object_storage_url.partition("://")
    return {
        "bucket_name": names.log_bucket(region.name),
        "endpoint": host.rstrip("/"),
        "region": region.spec.cloud_region,
        "insecure": scheme == "http",
    }


def _limits(region: RegionPlan) -> Body:
    """What each tenant may write and ask; one that is too loud is refused, not the others."""
    days = region.platform.backup.retention_days
    return {
        "retention_period": f"{days * 24}h",
        "ingestion_rate_mb": 8,
        "ingestion_burst_size_mb": 16,
        "per_stream_rate_limit": "4MB",
        "max_global_streams_per_user": 10000,
        "max_line_size": "256KB",
        "max_line_size_truncate": True,
        "max_query_length": "721h",
        "max_query_parallelism": 16,
        "max_entries_limit_per_query": 5000,
        "reject_old_samples": True,
        "reject_old_samples_max_age": "168h",
        "deletion_mode": "disabled",
    }
