"""The control plane's background work."""

from __future__ import annotations

from dotmac_manifests.components.platform_workers import PlatformMigration, PlatformWorkers
from dotmac_manifests.components.resource import SYNC_WAVE, WAVES
from tests.fleet import seed_plan
from tests.rendered import faults, one, rendered

PLAN = seed_plan().control_planes["us-east-1"]


def test_beat_never_runs_twice() -> None:
    bodies = rendered(lambda file: PlatformWorkers(file, PLAN))
    assert faults(bodies) == []
    beat = one(bodies, "Deployment", "celery-beat")["spec"]
    assert (beat["replicas"], beat["strategy"]) == (1, {"type": "Recreate"})


def test_workers_have_time_to_finish() -> None:
    bodies = rendered(lambda file: PlatformWorkers(file, PLAN))
    pod = one(bodies, "Deployment", "celery-worker")["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] == 120


def test_the_schema_changes_after_the_database_and_before_the_servers() -> None:
    bodies = rendered(lambda file: PlatformMigration(file, PLAN))
    assert faults(bodies) == []
    annotations = one(bodies, "Job", "platform-migrate")["metadata"]["annotations"]
    assert annotations["argocd.argoproj.io/hook"] == "Sync"
    assert WAVES["Cluster"] < int(annotations[SYNC_WAVE]) < 0
