from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jobs import CronTask, Task, nightly
from dotmac_manifests.components.pods import container
from dotmac_manifests.components.workload import Workload
from tests.components.rendering import find, pod, render
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["citynet"]
HOME = Home.of_tenant(PLAN)
SIZE = PLAN.sizes["job"]
WORK = Workload(
    name="work",
    app="worker",
    component="test",
    version="1",
    size=SIZE,
    containers=[container("work", PLAN.images["valkey"], SIZE)],
)


def test_a_task_replaces_its_last_run_and_ends_by_itself() -> None:
    job = find(render(lambda file: Task(file, HOME, WORK, wave=-12)), "Job", "work")
    assert job["metadata"]["annotations"] == {
        "argocd.argoproj.io/hook": "Sync",
        "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation,HookSucceeded",
        "argocd.argoproj.io/sync-wave": "-12",
    }
    assert job["spec"]["backoffLimit"] == 3
    assert job["spec"]["activeDeadlineSeconds"] == 1800
    assert job["spec"]["ttlSecondsAfterFinished"] > 0
    assert pod(job)["restartPolicy"] == "Never"
    assert pod(job)["serviceAccountName"] == "work"
    assert job["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/name"] == "worker"


def test_a_cron_task_never_runs_twice_at_once() -> None:
    bodies = render(lambda file: CronTask(file, HOME, WORK, schedule="5 1 * * *", suspended=True))
    spec = find(bodies, "CronJob", "work")["spec"]
    assert spec["schedule"] == "5 1 * * *"
    assert spec["timeZone"] == "Etc/UTC"
    assert spec["concurrencyPolicy"] == "Forbid"
    assert spec["startingDeadlineSeconds"] == 3600
    assert spec["suspend"] is True
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 10_800


def test_each_has_an_account_without_token() -> None:
    account = find(render(lambda file: Task(file, HOME, WORK, wave=0)), "ServiceAccount", "work")
    assert account["automountServiceAccountToken"] is False


@given(st.text(), st.integers(0, 23), st.integers(1, 6))
def test_a_night_stays_inside_its_hours(seed: str, first: int, hours: int) -> None:
    hour, minute = nightly(seed, first, hours)
    assert (hour - first) % 24 < hours
    assert 0 <= minute < 60
    assert nightly(seed, first, hours) == (hour, minute)


def test_a_fleet_does_not_start_all_at_once() -> None:
    assert len({nightly(f"tenant-{number}", 1, 2) for number in range(500)}) > 100
