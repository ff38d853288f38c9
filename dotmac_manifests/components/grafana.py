"""Grafana: the tenant's dashboards, below `/grafana` of its own host.

Source: https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/
"""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.fluent_bit import LOKI_SECRET
from dotmac_manifests.components.grafana_dashboard import FOLDER, dashboard, provisioning
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import (
    CONFIG_MODE,
    Body,
    Probes,
    checksum,
    config_volume,
    container,
    environment,
    http,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

NAME = "grafana"
COMPONENT = "monitoring"
CONFIG = "grafana-config"
DASHBOARDS = "grafana-dashboards"
PORT = 3001
KEYS = ("admin-password", "secret-key", "metrics-password")


class Grafana(Component):
    """One server on one claim: a StatefulSet never runs two on the same database."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "dashboards")
        if not plan.has(NAME):
            return
        image, size = plan.images[NAME], plan.sizes[NAME]
        version = tag_of(image)
        settings, boards = provisioning(plan), {"overview.json": dashboard(plan)}
        owner = Owner(plan.namespace, NAME, COMPONENT, version)
        for name, data in ((CONFIG, settings), (DASHBOARDS, boards)):
            config_map(self, owner, name, data)
        external_secret(
            self, owner, NAME, path=plan.secret_path(NAME), keys={key: key for key in KEYS}
        )
        body = container(
            NAME,
            image,
            size,
            env=environment(_settings(plan)),
            ports={"http": PORT},
            probes=Probes(
                ready=http("/grafana/api/health", "http"), live=http("/grafana/healthz", "http")
            ),
            mounts={
                "/etc/grafana/provisioning:ro": "provisioning",
                f"{FOLDER}:ro": "dashboards",
                "/run/secrets/grafana:ro": "secrets",
                "/run/secrets/loki:ro": "loki",
                "/var/lib/grafana": "data",
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
                _provisioning_volume(),
                config_volume("dashboards", DASHBOARDS),
                secret_volume("secrets", NAME),
                secret_volume("loki", LOKI_SECRET),
                scratch("tmp"),
            ],
            ports={"http": (PORT, "http", "TCP")},
            pod_annotations=checksum(settings, boards),
        )
        Stateful(self, Home.of_tenant(plan), workload)


def _provisioning_volume() -> Body:
    """Grafana looks for each kind of provisioning in a folder of its own."""
    files = {
        "datasources.yaml": "datasources/dotmac.yaml",
        "dashboards.yaml": "dashboards/dotmac.yaml",
    }
    return {
        "name": "provisioning",
        "configMap": {
            "name": CONFIG,
            "defaultMode": CONFIG_MODE,
            "items": [{"key": key, "path": path} for key, path in files.items()],
        },
    }


def _settings(plan: TenantPlan) -> dict[str, str]:
    """Metrics ask for a password, since the edge forwards everything below `/grafana`."""
    secrets = "/run/secrets/grafana"
    return {
        "GF_SERVER_HTTP_PORT": str(PORT),
        "GF_SERVER_DOMAIN": plan.host,
        "GF_SERVER_ROOT_URL": f"https://{plan.host}/grafana/",
        "GF_SERVER_SERVE_FROM_SUB_PATH": "true",
        "GF_PATHS_DATA": "/var/lib/grafana",
        "GF_PATHS_PLUGINS": "/var/lib/grafana/plugins",
        "GF_LOG_MODE": "console",
        "GF_LOG_CONSOLE_FORMAT": "json",
        "GF_SECURITY_ADMIN_PASSWORD__FILE": f"{secrets}/admin-password",
        "GF_SECURITY_SECRET_KEY__FILE": f"{secrets}/secret-key",
        "GF_SECURITY_COOKIE_SECURE": "true",
        "GF_SECURITY_COOKIE_SAMESITE": "strict",
        "GF_SECURITY_DISABLE_GRAVATAR": "true",
        "GF_AUTH_ANONYMOUS_ENABLED": "false",
        "GF_USERS_ALLOW_SIGN_UP": "false",
        "GF_METRICS_ENABLED": "true",
        "GF_METRICS_BASIC_AUTH_USERNAME": "metrics",
        "GF_METRICS_BASIC_AUTH_PASSWORD__FILE": f"{secrets}/metrics-password",
        "GF_SNAPSHOTS_EXTERNAL_ENABLED": "false",
        "GF_ANALYTICS_REPORTING_ENABLED": "false",
        "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
        "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
        "GF_NEWS_NEWS_FEED_ENABLED": "false",
        "GF_PLUGINS_PREINSTALL_DISABLED": "true",
    }
