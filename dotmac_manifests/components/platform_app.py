"""The control plane's two servers: platform-admin-app (Next.js), platform-backend (FastAPI).

One instance of each, scaled by its size alone; a new release comes in blue-green.
"""

from __future__ import annotations

from dotmac_manifests.components.blue_green import BlueGreen
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jaeger import TRACES_HTTP
from dotmac_manifests.components.platform_backend import (
    PORT,
    backend_annotations,
    backend_container,
    backend_volumes,
    openbao_volume,
)
from dotmac_manifests.components.platform_config import (
    BACKEND,
    CONFIG_MAP,
    RUNTIME_CONFIG_MAP,
    platform_environment,
)
from dotmac_manifests.components.pods import (
    Probes,
    checksum,
    config_volume,
    container,
    environment,
    http,
    scratch,
)
from dotmac_manifests.components.resource import Component
from dotmac_manifests.components.smoke_test import SmokeTest
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import ControlPlanePlan

APP = "platform-admin-app"
APP_PORT = 3000


class PlatformApp(Component):
    """Both Rollouts and the smoke test that gates them."""

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "platform-app")
        home = Home.of_platform(plan)
        SmokeTest(self, plan)
        BlueGreen(self, home, _frontend(plan), "/api/health/ready")
        BlueGreen(self, home, _backend(plan), "/health/ready")


def _frontend(plan: ControlPlanePlan) -> Workload:
    server = container(
        "frontend",
        plan.images[APP],
        plan.sizes[APP],
        env=environment(
            {
                "BACKEND_URL": f"http://{BACKEND}:{PORT}",
                "HOSTNAME": "0.0.0.0",
                "NODE_ENV": "production",
                "OTEL_EXPORTER_OTLP_ENDPOINT": TRACES_HTTP,
                "PORT": str(APP_PORT),
            }
        ),
        env_from=[{"configMapRef": {"name": CONFIG_MAP}}],
        ports={"http": APP_PORT},
        probes=Probes(ready=http("/api/health/ready", "http"), live=http("/api/health", "http")),
        mounts={
            "/app/.next/cache": "cache",
            "/app/public/runtime:ro": "runtime-config",
            "/tmp": "tmp",
        },
        pre_stop={"sleep": {"seconds": 5}},
    )
    return Workload(
        name=APP,
        component="frontend",
        version=plan.release,
        size=plan.sizes[APP],
        containers=[server],
        volumes=[
            scratch("cache", "256Mi"),
            config_volume("runtime-config", RUNTIME_CONFIG_MAP),
            scratch("tmp"),
        ],
        ports={"http": (APP_PORT, "http", "TCP")},
        pod_annotations=checksum(platform_environment(plan)),
        grace_seconds=45,
    )


def _backend(plan: ControlPlanePlan) -> Workload:
    server = backend_container(
        plan,
        "backend",
        BACKEND,
        openbao=True,
        ports={"http": PORT},
        probes=Probes(ready=http("/health/ready", "http"), live=http("/health/live", "http")),
        pre_stop={"sleep": {"seconds": 5}},
    )
    return Workload(
        name=BACKEND,
        component="backend",
        version=plan.release,
        size=plan.sizes[BACKEND],
        containers=[server],
        volumes=[*backend_volumes(), openbao_volume(plan)],
        ports={"http": (PORT, "http", "TCP")},
        pod_annotations=backend_annotations(plan),
        grace_seconds=45,
    )
