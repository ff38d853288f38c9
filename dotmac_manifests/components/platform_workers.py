"""The control plane's background work: Celery workers, beat, and the database's migration."""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Server
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jobs import Task
from dotmac_manifests.components.platform_backend import (
    backend_annotations,
    backend_container,
    backend_volumes,
)
from dotmac_manifests.components.pods import Body, Probes, command
from dotmac_manifests.components.resource import Component
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import ControlPlanePlan

MIGRATION = "platform-migrate"
MIGRATION_WAVE = -5
APPLICATION = "dotmac.platform.worker"


class PlatformMigration(Component):
    """Brings the schema up to the release before any of its pods starts."""

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "migration")
        migrate = backend_container(
            plan, "migrate", "job", entrypoint=["alembic"], args=["upgrade", "head"]
        )
        workload = _workload(plan, MIGRATION, "job", migrate, grace=30)
        Task(self, Home.of_platform(plan), workload, wave=MIGRATION_WAVE)


class PlatformWorkers(Component):
    """Workers finish their task before they go; two beats would send every task twice."""

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "celery")
        home = Home.of_platform(plan)
        ping = f"celery -A {APPLICATION} inspect ping --timeout 5 -d celery@$HOSTNAME"
        worker = backend_container(
            plan,
            "worker",
            "celery-worker",
            entrypoint=["celery", "-A", APPLICATION, "worker"],
            args=["--loglevel=INFO", "--hostname=celery@%h", "--pidfile=/tmp/worker.pid"],
            probes=Probes(
                ready=command("test", "-s", "/tmp/worker.pid"),
                live=command("sh", "-c", ping),
                start_seconds=300,
                live_seconds=30,
            ),
        )
        Server(self, home, _workload(plan, "celery-worker", "celery-worker", worker, grace=120))
        beat = backend_container(
            plan,
            "beat",
            "celery-beat",
            entrypoint=["celery", "-A", APPLICATION, "beat"],
            args=["--loglevel=INFO", "--pidfile=/tmp/beat.pid", "--schedule=/tmp/schedule"],
            probes=Probes(
                ready=command("test", "-s", "/tmp/beat.pid"),
                live=command("sh", "-c", "kill -0 $(cat /tmp/beat.pid)"),
            ),
        )
        workload = _workload(plan, "celery-beat", "celery-beat", beat, grace=30)
        Server(self, home, workload, recreate=True)


def _workload(plan: ControlPlanePlan, name: str, size: str, body: Body, *, grace: int) -> Workload:
    return Workload(
        name=name,
        component="worker",
        version=plan.release,
        size=plan.sizes[size],
        containers=[body],
        volumes=backend_volumes(),
        pod_annotations=backend_annotations(plan),
        grace_seconds=grace,
    )
