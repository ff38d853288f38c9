"""NetBox: addresses and equipment, asked by the backend; a web server and a worker.

Source: https://github.com/netbox-community/netbox-docker (entrypoint, secrets, Granian)
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Server
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.netbox_config import configuration
from dotmac_manifests.components.pods import (
    SECRET_MODE,
    Body,
    Probes,
    checksum,
    command,
    container,
    environment,
    http,
    pod_field,
    scratch,
    tcp_open,
)
from dotmac_manifests.components.postgres_settings import sslmode
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.model import TenantPlan

NAME = "netbox"
WORKER = "netbox-worker"
COMPONENT = "ipam"
CONFIG = "netbox-config"
PORT = 8080
PYTHON = "/opt/netbox/venv/bin/python"
MANAGE = "/opt/netbox/netbox/manage.py"
SCRIPTS = "/etc/netbox/pod"
WORKER_MEMORY = Quantity.parse("640Mi")

_KEYS = {
    "secret_key": "secret-key",
    "api_token_pepper_1": "api-token-pepper",
    "superuser_password": "superuser-password",
    "superuser_api_key": "superuser-api-key",
    "superuser_api_token": "superuser-api-token",
}
"""File that the image looks for, to key. The superuser's token is the one the backend uses, as
`nbt_<api key>.<api token>`; without both halves the image makes none."""

_SHARED = {
    "postgres-netbox": {"db_password": "password"},
    "redis": {"redis_password": "password"},
    "object-storage": {"s3_access_key": "access-key", "s3_secret_key": "secret-key"},
}


class NetBox(Component):
    """Web and worker on one configuration.

    Replicas start at the same time and each would migrate the database: an init container runs
    the image's entrypoint, migrations and superuser included, under an advisory lock, and the
    server itself then starts without it.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "ipam")
        if not plan.has(NAME):
            return
        version = tag_of(plan.images[NAME])
        owner = Owner(plan.namespace, NAME, COMPONENT, version)
        config_map(self, owner, CONFIG, configuration(plan))
        external_secret(
            self,
            owner,
            NAME,
            path=plan.secret_path(NAME),
            keys={key: key for key in _KEYS.values()},
        )
        home = Home.of_tenant(plan)
        Server(self, home, _web(plan))
        if plan.has(WORKER):
            Server(self, home, _worker(plan))


def _web(plan: TenantPlan) -> Workload:
    size = plan.sizes[NAME]
    workers = Quantity.parse(size.limits["memory"]).nano // WORKER_MEMORY.nano
    server = _container(
        plan,
        "web",
        NAME,
        entrypoint=["/opt/netbox/launch-netbox.sh"],
        settings={"GRANIAN_WORKERS": str(max(1, workers))},
        ports={"http": PORT},
        probes=Probes(
            ready=http("/login/", "http", host=NAME), live=tcp_open("http"), start_seconds=300
        ),
        pre_stop={"sleep": {"seconds": 5}},
    )
    prepare = _container(
        plan,
        "prepare",
        NAME,
        entrypoint=[PYTHON, f"{SCRIPTS}/prepare.py"],
        settings={
            "PGHOST": plan.database.host,
            "PGUSER": plan.database.roles[NAME],
            "PGDATABASE": plan.database.databases[NAME],
            "PGSSLMODE": sslmode(plan),
            "SUPERUSER_NAME": "dotmac",
            "SUPERUSER_EMAIL": f"netbox@{plan.host}",
        },
    )
    return _workload(plan, NAME, server, [prepare], {"http": (PORT, "http", "TCP")})


def _worker(plan: TenantPlan) -> Workload:
    connect = "import socket; socket.create_connection(('redis', 6379), 3)"
    body = _container(
        plan,
        "worker",
        WORKER,
        entrypoint=[PYTHON, MANAGE, "rqworker", "high", "default", "low"],
        probes=Probes(
            ready=command(PYTHON, "-c", connect),
            live=command(PYTHON, f"{SCRIPTS}/worker_alive.py"),
            start_seconds=300,
        ),
    )
    return _workload(plan, WORKER, body, [], {})


def _container(
    plan: TenantPlan,
    name: str,
    workload: str,
    *,
    settings: dict[str, str] | None = None,
    **extra: Any,
) -> Body:
    env = environment({"PROMETHEUS_MULTIPROC_DIR": "/run/metrics", **(settings or {})})
    return container(
        name,
        plan.images[NAME],
        plan.sizes[workload],
        env=[*env, pod_field("POD_IP", "status.podIP")],
        mounts={
            "/etc/netbox/config/configuration.py:ro": "config",
            f"{SCRIPTS}:ro": "config",
            "/run/secrets:ro": "secrets",
            "/run/metrics": "metrics",
            "/tmp": "tmp",
        },
        sub_paths={"/etc/netbox/config/configuration.py": "configuration.py"},
        **extra,
    )


def _workload(
    plan: TenantPlan,
    name: str,
    body: Body,
    before: list[Body],
    ports: dict[str, tuple[int, str, str]],
) -> Workload:
    return Workload(
        name=name,
        component=COMPONENT,
        version=tag_of(plan.images[NAME]),
        size=plan.sizes[name],
        containers=[body],
        init_containers=before,
        volumes=[
            {"name": "config", "configMap": {"name": CONFIG, "defaultMode": 0o444}},
            _secrets(),
            scratch("metrics"),
            scratch("tmp", "256Mi"),
        ],
        ports=ports,
        pod_annotations=checksum(configuration(plan)),
        grace_seconds=60,
    )


def _secrets() -> Body:
    """All secrets in one folder, under the file names that the image knows."""
    sources = {**_SHARED, NAME: _KEYS}
    return {
        "name": "secrets",
        "projected": {
            "defaultMode": SECRET_MODE,
            "sources": [
                {
                    "secret": {
                        "name": secret,
                        "items": [{"key": key, "path": path} for path, key in files.items()],
                    }
                }
                for secret, files in sources.items()
            ],
        },
    }
