from __future__ import annotations

from dataclasses import replace

from dotmac_manifests.components.postgres_statefulset import StandalonePostgres
from dotmac_manifests.plan.model import TenantPlan
from tests.components.rendering import Body, find, kinds, pod, render, suspended
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["demo-isp"]


def bodies(plan: TenantPlan = PLAN) -> list[Body]:
    return render(lambda file: StandalonePostgres(file, plan))


def test_there_is_one_instance_whatever_the_plan_says() -> None:
    size = replace(PLAN.sizes["postgres"], replicas=3, max_replicas=3)
    found = bodies(replace(PLAN, sizes={**PLAN.sizes, "postgres": size}))
    assert find(found, "StatefulSet", "postgres")["spec"]["replicas"] == 1
    assert "PodDisruptionBudget" not in kinds(found)


def test_data_and_everything_written_have_a_volume() -> None:
    (server,) = pod(find(bodies(), "StatefulSet", "postgres"))["containers"]
    mounts = {mount["mountPath"]: mount["name"] for mount in server["volumeMounts"]}
    values = {entry["name"]: entry["value"] for entry in server["env"]}
    assert mounts["/var/lib/postgresql"] == "data"
    assert values["PGDATA"].startswith("/var/lib/postgresql/")
    assert {"/tmp", "/var/run/postgresql", "/dev/shm"} <= set(mounts)
    assert values["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres-superuser/password"


def test_readiness_asks_what_clients_would_ask() -> None:
    (server,) = pod(find(bodies(), "StatefulSet", "postgres"))["containers"]
    assert server["readinessProbe"]["exec"]["command"][:2] == ["pg_isready", "--host=127.0.0.1"]
    assert server["readinessProbe"] != server["livenessProbe"]


def test_the_task_makes_owners_and_guests() -> None:
    script = find(bodies(), "ConfigMap", "postgres-init")["data"]["init.sh"].splitlines()
    assert script[-4:-1] == [
        'role /run/secrets/postgres-freeradius ""',
        'role /run/secrets/postgres-isp-backend "tenant_demo_isp_db"',
        'role /run/secrets/postgres-netbox "tenant_demo_isp_netbox"',
    ]
    assert "ltree" in script[-1]


def test_the_task_runs_after_the_server_and_before_its_clients() -> None:
    found = bodies()
    wave = "argocd.argoproj.io/sync-wave"
    server = int(find(found, "StatefulSet", "postgres")["metadata"]["annotations"][wave])
    task = int(find(found, "Job", "postgres-init")["metadata"]["annotations"][wave])
    assert server < task < 0


def test_each_database_is_dumped_by_its_owner() -> None:
    script = find(bodies(), "ConfigMap", "postgres-backup")["data"]["backup.sh"]
    assert "--username=tenant_demo_isp_isp_backend --format=custom --dbname=tenant_demo_isp_db" in (
        script
    )
    assert "--username=tenant_demo_isp_netbox" in script
    assert "superuser" not in script


def test_a_suspended_tenant_keeps_its_claim_and_runs_nothing() -> None:
    found = bodies(suspended(PLAN))
    assert find(found, "StatefulSet", "postgres")["spec"]["replicas"] == 0
    assert find(found, "CronJob", "postgres-backup")["spec"]["suspend"] is True
    assert "Job" not in kinds(found)
