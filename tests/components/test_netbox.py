from __future__ import annotations

from dotmac_manifests.components.netbox import NetBox
from dotmac_manifests.components.pods import Body
from dotmac_manifests.plan.model import TenantPlan
from tests.components.rendering import find, pod, render
from tests.fleet import seed_plan

TENANTS = seed_plan().tenants
PLAN = TENANTS["citynet"]


def bodies(plan: TenantPlan = PLAN) -> list[Body]:
    return render(lambda file: NetBox(file, plan))


def test_replicas_prepare_the_database_one_by_one() -> None:
    web = pod(find(bodies(), "Deployment", "netbox"))
    (before,), (server,) = web["initContainers"], web["containers"]
    assert before["command"][-1].endswith("/prepare.py")
    assert server["command"] == ["/opt/netbox/launch-netbox.sh"]
    script = find(bodies(), "ConfigMap", "netbox-config")["data"]["prepare.py"]
    assert script.index("pg_advisory_lock") < script.index("docker-entrypoint.sh")


def test_the_worker_migrates_nothing() -> None:
    worker = pod(find(bodies(), "Deployment", "netbox-worker"))
    assert "initContainers" not in worker
    (body,) = worker["containers"]
    assert body["command"][2:] == ["rqworker", "high", "default", "low"]
    assert body["readinessProbe"]["exec"] != body["livenessProbe"]["exec"]


def test_nobody_outside_is_let_in() -> None:
    services = [body for body in bodies() if body["kind"] == "Service"]
    assert [(body["metadata"]["name"], body["spec"]["type"]) for body in services] == [
        ("netbox", "ClusterIP")
    ]


def test_secrets_are_files_under_the_names_that_the_image_knows() -> None:
    (volume,) = [
        volume
        for volume in pod(find(bodies(), "Deployment", "netbox"))["volumes"]
        if volume["name"] == "secrets"
    ]
    files = {
        item["path"]: (source["secret"]["name"], item["key"])
        for source in volume["projected"]["sources"]
        for item in source["secret"]["items"]
    }
    assert files["db_password"] == ("postgres-netbox", "password")
    assert files["redis_password"] == ("redis", "password")
    assert files["superuser_api_key"] == ("netbox", "superuser-api-key")
    assert files["superuser_api_token"] == ("netbox", "superuser-api-token")
    assert files["s3_secret_key"] == ("object-storage", "secret-key")


def test_probes_name_a_host_that_netbox_answers_to() -> None:
    (server,) = pod(find(bodies(), "Deployment", "netbox"))["containers"]
    assert server["readinessProbe"]["httpGet"]["httpHeaders"] == [
        {"name": "Host", "value": "netbox"}
    ]


def test_granian_gets_as_many_workers_as_fit_into_memory() -> None:
    def workers(slug: str) -> str:
        web = pod(find(bodies(TENANTS[slug]), "Deployment", "netbox"))
        env = {entry["name"]: entry.get("value") for entry in web["containers"][0]["env"]}
        return str(env["GRANIAN_WORKERS"])

    assert (workers("metro-fiber"), workers("citynet")) == ("2", "6")
