"""isp-backend (FastAPI), its Celery workers and beat, and the migration before each release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Server
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jobs import Task
from dotmac_manifests.components.pods import (
    Body,
    Probes,
    checksum,
    command,
    container,
    environment,
    http,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.resource import Component
from dotmac_manifests.components.rollout import Canary
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.components.tenant_config import (
    CONFIG_MAP,
    backend_environment,
    tenant_environment,
)
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

NAME = "isp-backend"
PORT = 8000
MIGRATION_WAVE = -5
WORKER_METRICS = 9540

SECRETS = ("postgres-isp-backend", "redis", "object-storage", "fluent-bit", NAME)
_FOLDERS = {"postgres-isp-backend": "postgres"}


def backend_container(plan: TenantPlan, name: str, workload: str, **extra: Any) -> Body:
    """A container of the backend's image with its whole environment and its secrets as files."""
    mounts = {f"/run/secrets/{_FOLDERS.get(name, name)}:ro": f"secret-{name}" for name in SECRETS}
    return container(
        name,
        plan.images[NAME],
        plan.sizes[workload],
        env=environment(backend_environment(plan)),
        env_from=[{"configMapRef": {"name": CONFIG_MAP}}],
        mounts={**mounts, "/tmp": "tmp"},
        **extra,
    )


def backend_volumes() -> list[Body]:
    """Volumes of every pod of the backend's image."""
    return [*(secret_volume(f"secret-{name}", name) for name in SECRETS), scratch("tmp", "128Mi")]


def _annotations(plan: TenantPlan) -> dict[str, str]:
    return checksum(tenant_environment(plan))


class IspBackend(Component):
    """The tenant's API; a Rollout with canary steps where the tenant opted in."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "backend")
        keys = ("jwt-secret", "secret-key", "netbox-token", "platform-token", "radius-secret")
        external_secret(
            self,
            NAME,
            plan.namespace,
            app=NAME,
            component="backend",
            version=plan.release,
            path=plan.secret_path(NAME),
            keys={key: key for key in keys},
        )
        workload = Workload(
            name=NAME,
            component="backend",
            version=plan.release,
            size=plan.sizes[NAME],
            containers=[
                backend_container(
                    plan,
                    "backend",
                    NAME,
                    ports={"http": PORT},
                    probes=Probes(
                        ready=http("/health/ready", "http"), live=http("/health/live", "http")
                    ),
                    pre_stop={"sleep": {"seconds": 5}},
                )
            ],
            volumes=backend_volumes(),
            ports={"http": (PORT, "http", "TCP")},
            pod_annotations=_annotations(plan),
            grace_seconds=45,
        )
        home = Home.of_tenant(plan)
        if plan.spec.canary:
            Canary(self, home, workload)
        else:
            Server(self, home, workload)


class CeleryWorkers(Component):
    """Background jobs: workers that scale, and one beat that must never run twice."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "celery")
        home = Home.of_tenant(plan)
        inspect = "celery -A dotmac.isp.worker inspect ping --timeout 5 -d celery@$HOSTNAME"
        worker = backend_container(
            plan,
            "worker",
            "celery-worker",
            entrypoint=["celery", "-A", "dotmac.isp.worker", "worker"],
            args=["--loglevel=INFO", "--hostname=celery@%h", f"--prometheus-port={WORKER_METRICS}"],
            ports={"metrics": WORKER_METRICS},
            probes=Probes(
                ready=http("/metrics", "metrics"),
                live=command("sh", "-c", inspect),
                start_seconds=300,
                live_seconds=30,
            ),
        )
        Server(
            self,
            home,
            self._workload(
                plan, "celery-worker", worker, {"metrics": (WORKER_METRICS, "metrics", "TCP")}, 120
            ),
        )
        beat = backend_container(
            plan,
            "beat",
            "celery-beat",
            entrypoint=["celery", "-A", "dotmac.isp.worker", "beat"],
            args=["--loglevel=INFO", "--pidfile=/tmp/beat.pid", "--schedule=/tmp/schedule"],
            probes=Probes(
                ready=command("test", "-s", "/tmp/beat.pid"),
                live=command("sh", "-c", "kill -0 $(cat /tmp/beat.pid)"),
            ),
        )
        Server(self, home, self._workload(plan, "celery-beat", beat, {}, 30), recreate=True)

    @staticmethod
    def _workload(
        plan: TenantPlan,
        name: str,
        body: Body,
        ports: Mapping[str, tuple[int, str, str]],
        grace: int,
    ) -> Workload:
        return Workload(
            name=name,
            component="worker",
            version=plan.release,
            size=plan.sizes[name],
            containers=[body],
            volumes=backend_volumes(),
            ports=ports,
            pod_annotations=_annotations(plan),
            grace_seconds=grace,
        )


class Migration(Component):
    """Brings the database to the release: after the data tier is up, before the first new pod.

    It runs at every sync, so the command must be safe to repeat; a suspended tenant has no
    database to migrate.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "migration")
        if plan.suspended:
            return
        name = "isp-backend-migrate"
        workload = Workload(
            name=name,
            component="backend",
            version=plan.release,
            size=plan.sizes["job"],
            containers=[
                backend_container(
                    plan, "migrate", "job", entrypoint=["python", "-m", "dotmac.isp.migrate"]
                )
            ],
            volumes=backend_volumes(),
            pod_annotations=_annotations(plan),
        )
        Task(self, Home.of_tenant(plan), workload, wave=MIGRATION_WAVE)
