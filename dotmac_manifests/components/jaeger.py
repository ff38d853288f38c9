"""Jaeger v2: traces of a region, kept for a few days.

Source: https://www.jaegertracing.io/docs/latest/deployment/configuration/
"""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import (
    Body,
    Probes,
    checksum,
    config_volume,
    container,
    http,
    scratch,
    tcp_open,
)
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import config_map
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.kube.yaml_writer import dump
from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows_shared import JAEGER_METRICS
from dotmac_manifests.plan.model import RegionPlan

NAME = "jaeger"
CONFIG = "jaeger-config"
OTLP_GRPC, OTLP_HTTP, HEALTH, UI = 4317, 4318, 13133, 16686
TRACES_GRPC = f"http://{NAME}.{names.SHARED_NAMESPACE}.svc:{OTLP_GRPC}"
TRACES_HTTP = f"http://{NAME}.{names.SHARED_NAMESPACE}.svc:{OTLP_HTTP}"
"""Where applications send their traces, in either protocol."""


class Jaeger(Component):
    """Collector, storage (Badger) and query in one process; Badger has one owner, hence one pod.

    The user interface shows the traces of every tenant: it listens on the pod's loopback only and
    is reached with `kubectl port-forward` by those who may.
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "traces")
        home = Home.of_shared(region)
        image = region.images[NAME]
        data = {"jaeger.yaml": dump([_config()])}
        config_map(self, Owner(home.namespace, NAME, "tracing", tag_of(image)), CONFIG, data)
        size = region.shared_sizes[NAME]
        ports = {"otlp-grpc": OTLP_GRPC, "otlp-http": OTLP_HTTP, "metrics": JAEGER_METRICS}
        server = container(
            "jaeger",
            image,
            size,
            args=["--config=file:/etc/jaeger/jaeger.yaml"],
            ports={**ports, "health": HEALTH},
            probes=Probes(ready=http("/status", "health"), live=tcp_open("otlp-grpc")),
            mounts={"/data": "data", "/etc/jaeger:ro": "config", "/tmp": "tmp"},
        )
        workload = Workload(
            name=NAME,
            component="tracing",
            version=tag_of(image),
            size=size,
            containers=[server],
            volumes=[config_volume("config", CONFIG), scratch("tmp")],
            ports={name: (port, name, "TCP") for name, port in ports.items()},
            pod_annotations=checksum(data),
            grace_seconds=60,
        )
        Stateful(self, home, workload)


def _config() -> Body:
    metrics = {"prometheus": {"host": "0.0.0.0", "port": JAEGER_METRICS}}
    return {
        "service": {
            "extensions": ["jaeger_storage", "jaeger_query", "healthcheckv2"],
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["memory_limiter", "batch"],
                    "exporters": ["jaeger_storage_exporter"],
                }
            },
            "telemetry": {
                "resource": {"service.name": NAME},
                "logs": {"level": "info", "encoding": "json"},
                "metrics": {
                    "level": "normal",
                    "readers": [{"pull": {"exporter": metrics}}],
                },
            },
        },
        "extensions": {
            "healthcheckv2": {
                "use_v2": True,
                "http": {
                    "endpoint": f"0.0.0.0:{HEALTH}",
                    "status": {"enabled": True, "path": "/status"},
                },
            },
            "jaeger_query": {
                "storage": {"traces": "badger"},
                "http": {"endpoint": f"127.0.0.1:{UI}"},
                "grpc": {"endpoint": f"127.0.0.1:{UI - 1}"},
            },
            "jaeger_storage": {
                "backends": {
                    "badger": {
                        "badger": {
                            "directories": {"keys": "/data/keys", "values": "/data/values"},
                            "ephemeral": False,
                            "ttl": {"spans": "168h"},
                        }
                    }
                }
            },
        },
        "receivers": {
            "otlp": {
                "protocols": {
                    "grpc": {"endpoint": f"0.0.0.0:{OTLP_GRPC}"},
                    "http": {"endpoint": f"0.0.0.0:{OTLP_HTTP}"},
                }
            }
        },
        "processors": {
            "memory_limiter": {
                "check_interval": "1s",
                "limit_percentage": 75,
                "spike_limit_percentage": 20,
            },
            "batch": {},
        },
        "exporters": {"jaeger_storage_exporter": {"trace_storage": "badger"}},
    }
