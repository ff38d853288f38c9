"""GenieACS: the auto configuration server that customer devices report to (TR-069).

Source: https://docs.genieacs.com/en/latest/environment-variables.html
"""

from __future__ import annotations

from dataclasses import dataclass

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Server
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import (
    Body,
    Probes,
    command,
    container,
    environment,
    http,
    scratch,
    secret_volume,
    tcp_open,
)
from dotmac_manifests.components.resource import Component, tag_of
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.model import TenantPlan, WorkloadSize

COMPONENT = "acs"
EXTENSIONS = "/opt/genieacs/ext"
PASSWORD = "/run/secrets/mongodb/genieacs-password"
WORKER_MEMORY = Quantity.parse("512Mi")


@dataclass(frozen=True)
class _Process:
    """One of the server's processes: a program, and a Deployment of its own."""

    name: str
    port: int
    ready: Body


def _answers(port: int) -> Body:
    """The process answers; of its refusals (405, 404) only those of the server itself count."""
    ask = f'fetch("http://127.0.0.1:{port}/", {{signal: AbortSignal.timeout(4000)}})'
    judge = "answer => process.exit(answer.status < 500 ? 0 : 1), () => process.exit(1)"
    return command("node", "-e", f"{ask}.then({judge})")


PROCESSES = (
    _Process("cwmp", 7547, _answers(7547)),
    _Process("nbi", 7557, http("/presets/?projection=_id&limit=1", "http")),
    _Process("fs", 7567, _answers(7567)),
)
"""NBI and FS look into the database for their answer; what speaks TR-069 to the CWMP port would
leave a device behind."""


class GenieAcs(Component):
    """CWMP for devices, NBI for the backend, FS for firmware; Services inside the cluster only."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "acs")
        for process in PROCESSES:
            name = f"genieacs-{process.name}"
            if plan.has(name):
                Server(self, Home.of_tenant(plan), _workload(plan, process, name))


def _workload(plan: TenantPlan, process: _Process, name: str) -> Workload:
    image, size = plan.images["genieacs"], plan.sizes[name]
    body = container(
        process.name,
        image,
        size,
        entrypoint=["sh", "-ec", _start(plan, name)],
        env=environment(_settings(plan, process, size)),
        ports={"http": process.port},
        probes=Probes(ready=process.ready, live=tcp_open("http")),
        mounts={EXTENSIONS: "extensions", "/run/secrets/mongodb:ro": "mongodb", "/tmp": "tmp"},
        pre_stop={"sleep": {"seconds": 5}},
    )
    return Workload(
        name=name,
        component=COMPONENT,
        version=tag_of(image),
        size=size,
        containers=[body],
        volumes=[
            scratch("extensions"),
            secret_volume("mongodb", "mongodb", {"genieacs-password": "genieacs-password"}),
            scratch("tmp"),
        ],
        ports={"http": (process.port, "http", "TCP")},
    )


def _settings(plan: TenantPlan, process: _Process, size: WorkloadSize) -> dict[str, str]:
    """Without a number of workers, GenieACS starts one for each CPU of the node."""
    dual = any(":" in cidr for cidr in plan.region.spec.network.pod_cidrs)
    workers = Quantity.parse(size.limits["memory"]).nano // WORKER_MEMORY.nano
    prefix = f"GENIEACS_{process.name.upper()}"
    return {
        f"{prefix}_PORT": str(process.port),
        f"{prefix}_INTERFACE": "::" if dual else "0.0.0.0",
        f"{prefix}_WORKER_PROCESSES": str(max(1, workers)),
        "GENIEACS_EXT_DIR": EXTENSIONS,
        "GENIEACS_LOG_FORMAT": "json",
        "NODE_ENV": "production",
    }


def _start(plan: TenantPlan, name: str) -> str:
    """Reads the password from its file into the one variable that GenieACS takes it by."""
    quoted = f"encodeURIComponent(require('fs').readFileSync('{PASSWORD}', 'utf8').trim())"
    members = ",".join(
        f"mongodb-{number}.mongodb-headless:27017"
        for number in range(max(1, plan.sizes["mongodb"].replicas))
    )
    options = "authSource=genieacs&replicaSet=rs0&w=majority&retryWrites=true"
    return (
        f'PASSWORD="$(node -p "{quoted}")"; '
        f'export GENIEACS_MONGODB_CONNECTION_URL="mongodb://genieacs:$PASSWORD@{members}'
        f'/genieacs?{options}"; '
        f"exec /opt/genieacs/dist/bin/{name}"
    )
