from __future__ import annotations

from dotmac_manifests.components.mongodb import MongoDb, members
from dotmac_manifests.plan.model import TenantPlan
from tests.components.rendering import Body, find, kinds, pod, render, suspended
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["citynet"]


def bodies(plan: TenantPlan = PLAN) -> list[Body]:
    return render(lambda file: MongoDb(file, plan))


def test_a_single_member_is_a_replica_set_too() -> None:
    small = seed_plan().tenants["metro-fiber"]
    assert members(small) == ["mongodb-0.mongodb-headless:27017"]
    assert "replSetName: rs0" in find(bodies(small), "ConfigMap", "mongodb")["data"]["mongod.conf"]


def test_every_member_is_joined() -> None:
    script = find(bodies(), "ConfigMap", "mongodb-init")["data"]["init.js"]
    assert all(f'"mongodb-{ordinal}.mongodb-headless:27017"' in script for ordinal in range(3))


def test_mongod_gets_a_key_file_that_only_it_can_read() -> None:
    spec = pod(find(bodies(), "StatefulSet", "mongodb"))
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    assert volumes["keyfile"]["emptyDir"]["medium"] == "Memory"
    (server,) = spec["containers"]
    assert "secret" not in {mount["name"] for mount in server["volumeMounts"]}
    (first,) = spec["initContainers"]
    assert first["resources"] == server["resources"]


def test_the_task_waits_for_the_members() -> None:
    job = find(bodies(), "Job", "mongodb-init")
    assert job["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"] == "-12"
    labels = job["spec"]["template"]["metadata"]["labels"]
    assert labels["app.kubernetes.io/name"] == "mongodb-init"


def test_the_backup_knows_neither_root_nor_the_key_file() -> None:
    volumes = pod(find(bodies(), "CronJob", "mongodb-backup"))["volumes"]
    (secret,) = [volume["secret"] for volume in volumes if volume["name"] == "secret"]
    assert secret["items"] == [{"key": "mongodump.yaml", "path": "mongodump.yaml"}]
    script = find(bodies(), "ConfigMap", "mongodb-backup")["data"]["backup.sh"]
    assert "--archive" in script
    assert "password" not in script


def test_the_secret_has_the_keys_that_clients_name() -> None:
    template = find(bodies(), "ExternalSecret", "mongodb")["spec"]["target"]["template"]["data"]
    assert template["genieacs-password"] == '{{ index . "genieacs-password" }}'
    assert template["mongodump.yaml"] == 'password: {{ index . "genieacs-password" | toJson }}\n'
    assert {"keyfile", "root-password"} <= set(template)


def test_a_suspended_tenant_is_not_initiated() -> None:
    found = bodies(suspended(PLAN))
    assert "Job" not in kinds(found)
    assert find(found, "StatefulSet", "mongodb")["spec"]["replicas"] == 0
    assert find(found, "CronJob", "mongodb-backup")["spec"]["suspend"] is True
