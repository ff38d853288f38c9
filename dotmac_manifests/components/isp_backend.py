"""isp-backend (FastAPI), its Celery workers and beat, and the migration before each release."""

from __future__ import annotations

from dataclasses import dataclass
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
from dotmac_manifests.components.resource import Component, Owner
from dotmac_manifests.components.rollout import Canary
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.components.tenant_config import (
    CONFIG_MAP,
    api_environment,
    backend_environment,
    storage_environment,
    tenant_environment,
)
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

NAME = "isp-backend"
PORT = 8000
MIGRATION_WAVE = -5
WORKER_METRICS = 9540

COMMON_SECRETS = ("postgres-isp-backend", "redis", "fluent-bit", NAME)
STORAGE_SECRETS = ("object-storage",)
COMMON_KEYS = ("jwt-secret", "secret-key")
API_KEYS = ("netbox-token", "platform-token", "radius-secret")
_FOLDERS = {"postgres-isp-backend": "postgres"}


@dataclass(frozen=True)
class Process:
    """One process of the backend's image, with what it may reach and no more."""

    name: str
    storage: bool = False
    api: bool = False

    @property
    def secrets(self) -> tuple[str, ...]:
        """Secrets that stand in its pod as files."""
        return (*COMMON_SECRETS, *(STORAGE_SECRETS if self.storage else ()))

    def container(self, plan: TenantPlan, workload: str, **extra: Any) -> Body:
        """The container; ``workload`` names its size."""
        values = dict(backend_environment(plan))
        values.update(storage_environment(plan) if self.storage else {})
        values.update(api_environment(plan) if self.api else {})
        mounts = {
            f"/run/secrets/{_FOLDERS.get(name, name)}:ro": f"secret-{name}" for name in self.secrets
        }
        return container(
            self.name,
            plan.images[NAME],
            plan.sizes[workload],
            env=environment(values),
            env_from=[{"configMapRef": {"name": CONFIG_MAP}}],
            mounts={**mounts, "/tmp": "tmp"},
            **extra,
        )

    def volumes(self) -> list[Body]:
        """The volumes of its pod."""
        keys = (*COMMON_KEYS, *(API_KEYS if self.api else ()))
        items = {NAME: {key: key for key in keys}}
        found = [secret_volume(f"secret-{name}", name, items.get(name)) for name in self.secrets]
        return [*found, scratch("tmp", "128Mi")]


API = Process("backend", storage=True, api=True)
WORKER = Process("worker", storage=True)
BEAT = Process("beat")
MIGRATE = Process("migrate")


def _annotations(plan: TenantPlan) -> dict[str, str]:
    return checksum(tenant_environment(plan))


class IspBackend(Component):
    """The tenant's API; a Rollout with canary steps where the tenant opted in."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "backend")
        external_secret(
            self,
            Owner(plan.namespace, NAME, "backend", plan.release),
            NAME,
            path=plan.secret_path(NAME),
            keys={key: key for key in (*COMMON_KEYS, *API_KEYS)},
        )
        workload = Workload(
            name=NAME,
            component="backend",
            version=plan.release,
            size=plan.sizes[NAME],
            containers=[
                API.container(
                    plan,
                    NAME,
                    ports={"http": PORT},
                    probes=Probes(
                        ready=http("/health/ready", "http"), live=http("/health/live", "http")
                    ),
                    pre_stop={"sleep": {"seconds": 5}},
                )
            ],
            volumes=API.volumes(),
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
        worker = WORKER.container(
            plan,
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
        metrics = {"metrics": (WORKER_METRICS, "metrics", "TCP")}
        Server(
            self,
            home,
            Workload(
                name="celery-worker",
                size=plan.sizes["celery-worker"],
                containers=[worker],
                volumes=WORKER.volumes(),
                ports=metrics,
                pod_annotations=_annotations(plan),
                grace_seconds=120,
                component="worker",
                version=plan.release,
            ),
        )
        beat = BEAT.container(
            plan,
            "celery-beat",
            entrypoint=["celery", "-A", "dotmac.isp.worker", "beat"],
            args=["--loglevel=INFO", "--pidfile=/tmp/beat.pid", "--schedule=/tmp/schedule"],
            probes=Probes(
                ready=command("test", "-s", "/tmp/beat.pid"),
                live=command("sh", "-c", "kill -0 $(cat /tmp/beat.pid)"),
            ),
        )
        Server(
            self,
            home,
            Workload(
                name="celery-beat",
                size=plan.sizes["celery-beat"],
                containers=[beat],
                volumes=BEAT.volumes(),
                pod_annotations=_annotations(plan),
                component="worker",
                version=plan.release,
            ),
            recreate=True,
        )


class Migration(Component):
    """Brings the database to the release: after the data tier is up, before the first new pod.

    It runs at every sync, so the command must be safe to repeat; a suspended tenant has no
    database to migrate.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "migration")
        if not plan.serving:
            return
        name = "isp-backend-migrate"
        workload = Workload(
            name=name,
            component="backend",
            version=plan.release,
            size=plan.sizes["job"],
            containers=[
                MIGRATE.container(plan, "job", entrypoint=["python", "-m", "dotmac.isp.migrate"])
            ],
            volumes=MIGRATE.volumes(),
            pod_annotations=_annotations(plan),
        )
        Task(self, Home.of_tenant(plan), workload, wave=MIGRATION_WAVE)
