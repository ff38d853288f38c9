"""FreeRADIUS: authentication and accounting of subscribers, for the tenant's NAS alone."""

from __future__ import annotations

from dataclasses import replace

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Server
from dotmac_manifests.components.freeradius_config import (
    ACCOUNTING,
    AUTHENTICATION,
    COA,
    FOLDER,
    STATUS,
    configuration,
)
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.load_balancer import load_balancer
from dotmac_manifests.components.pods import (
    Body,
    Probes,
    checksum,
    command,
    config_volume,
    container,
    environment,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.postgres_settings import sslmode
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

NAME = "freeradius"
COMPONENT = "radius"
CONFIG = "freeradius-config"
BACKEND_SECRET = "freeradius-backend"
DATABASE_SECRET = "postgres-freeradius"

_START = (
    'DATABASE_PASSWORD="$(cat /run/secrets/database/password)"; '
    'NAS_SECRET="$(cat /run/secrets/nas/nas-secret)"; '
    'BACKEND_SECRET="$(cat /run/secrets/backend/backend-secret)"; '
    "export DATABASE_PASSWORD NAS_SECRET BACKEND_SECRET; "
    f"exec freeradius -f -l stdout -n radiusd -d {FOLDER}"
)
"""FreeRADIUS takes values into its configuration from its environment only; a shell reads them
from files, so that they appear neither in the pod's specification nor on a command line."""


def _ask(port: int) -> Body:
    """Status-Server to one port; the secret comes from a file."""
    return command(
        "radclient",
        "-q",
        "-r",
        "1",
        "-t",
        "3",
        "-f",
        f"{FOLDER}/status-request",
        "-S",
        "/run/secrets/backend/backend-secret",
        f"127.0.0.1:{port}",
        "status",
    )


class FreeRadius(Component):
    """RADIUS servers behind two Services: one for the backend, one for the NAS outside.

    Ready means that the port which NAS use answers and its database does; alive, that the
    server's threads answer at all.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "radius")
        if not plan.has(NAME):
            return
        home = Home.of_tenant(plan)
        files = configuration(plan)
        workload = self._workload(plan, checksum(files))
        owner = Owner(plan.namespace, NAME, COMPONENT, workload.version)
        config_map(self, owner, CONFIG, files)
        external_secret(
            self, owner, NAME, path=plan.secret_path(NAME), keys={"nas-secret": "nas-secret"}
        )
        # One truth for both ends: what the backend sends is what is expected of it.
        external_secret(
            self,
            owner,
            BACKEND_SECRET,
            path=plan.secret_path("isp-backend"),
            keys={"backend-secret": "radius-secret"},
        )
        Server(self, home, workload)
        network = plan.spec.network
        if network.nas_cidrs:
            served = {name: workload.ports[name] for name in ("auth", "acct")}
            load_balancer(
                self,
                home,
                replace(workload, ports=served),
                plan.region,
                cidrs=network.nas_cidrs,
                host=f"radius.{plan.host}",
                suffix="-nas",
            )

    @staticmethod
    def _workload(plan: TenantPlan, annotations: dict[str, str]) -> Workload:
        image, size = plan.images[NAME], plan.sizes[NAME]
        ports = {"auth": AUTHENTICATION, "acct": ACCOUNTING}
        if plan.spec.network.coa:
            ports["coa"] = COA
        body = container(
            "radiusd",
            image,
            size,
            entrypoint=["sh", "-ec", _START],
            env=environment({"PGSSLMODE": sslmode(plan)}),
            ports={name: (port, "UDP") for name, port in ports.items()},
            probes=Probes(ready=_ask(AUTHENTICATION), live=_ask(STATUS), start_seconds=60),
            mounts={
                f"{FOLDER}:ro": "config",
                "/run/secrets/database:ro": "database",
                "/run/secrets/nas:ro": "nas",
                "/run/secrets/backend:ro": "backend",
                "/tmp": "tmp",
            },
            pre_stop={"sleep": {"seconds": 5}},
        )
        return Workload(
            name=NAME,
            component=COMPONENT,
            version=tag_of(image),
            size=size,
            containers=[body],
            volumes=[
                config_volume("config", CONFIG),
                secret_volume("database", DATABASE_SECRET, {"password": "password"}),
                secret_volume("nas", NAME),
                secret_volume("backend", BACKEND_SECRET),
                scratch("tmp"),
            ],
            ports={name: (port, name, "UDP") for name, port in ports.items()},
            pod_annotations=annotations,
        )
