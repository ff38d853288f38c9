"""isp-ops-app (Next.js): what the provider's staff and subscribers see."""

from __future__ import annotations

from dotmac_manifests.components.browser_config import browser_config
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Server
from dotmac_manifests.components.fluent_bit import SENDER
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jaeger import TRACES_HTTP
from dotmac_manifests.components.pods import (
    Probes,
    checksum,
    config_volume,
    container,
    environment,
    http,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.resource import Component, Owner
from dotmac_manifests.components.rollout import Canary
from dotmac_manifests.components.secrets import config_map
from dotmac_manifests.components.tenant_config import (
    CONFIG_MAP,
    RUNTIME_CONFIG_MAP,
    tenant_environment,
)
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

NAME = "isp-ops-app"
PORT = 3000


class TenantConfig(Component):
    """The tenant's settings, as environment and as a script that browsers load.

    NEXT_PUBLIC_* values are baked into a bundle at build time, and all tenants share one golden
    image: the served copy is what the browser really reads.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "config")
        values = tenant_environment(plan)
        for name, data in (
            (CONFIG_MAP, values),
            (RUNTIME_CONFIG_MAP, browser_config(values)),
        ):
            config_map(self, Owner(plan.namespace, NAME, "frontend", plan.release), name, data)


class IspOpsApp(Component):
    """The front end; a Rollout with canary steps where the tenant opted in."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "app")
        workload = Workload(
            name=NAME,
            component="frontend",
            version=plan.release,
            size=plan.sizes[NAME],
            containers=[
                container(
                    "frontend",
                    plan.images[NAME],
                    plan.sizes[NAME],
                    env=environment(
                        {
                            "PORT": str(PORT),
                            "HOSTNAME": "0.0.0.0",
                            "NODE_ENV": "production",
                            "BACKEND_URL": "http://isp-backend:8000",
                            "OTEL_EXPORTER_OTLP_ENDPOINT": TRACES_HTTP,
                            **SENDER,
                        }
                    ),
                    env_from=[{"configMapRef": {"name": CONFIG_MAP}}],
                    ports={"http": PORT},
                    probes=Probes(
                        ready=http("/api/health/ready", "http"), live=http("/api/health", "http")
                    ),
                    mounts={
                        "/app/.next/cache": "cache",
                        "/app/public/runtime:ro": "runtime-config",
                        "/run/secrets/fluent-bit:ro": "fluent-bit",
                        "/tmp": "tmp",
                    },
                    pre_stop={"sleep": {"seconds": 5}},
                )
            ],
            volumes=[
                scratch("cache", "256Mi"),
                config_volume("runtime-config", RUNTIME_CONFIG_MAP),
                secret_volume("fluent-bit", "fluent-bit", {"shared-key": "shared-key"}),
                scratch("tmp"),
            ],
            ports={"http": (PORT, "http", "TCP")},
            pod_annotations=checksum(tenant_environment(plan)),
            grace_seconds=45,
        )
        home = Home.of_tenant(plan)
        if plan.spec.canary:
            Canary(self, home, workload)
        else:
            Server(self, home, workload)
