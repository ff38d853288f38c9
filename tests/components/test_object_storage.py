"""S3 inside the cluster."""

from __future__ import annotations

from dotmac_manifests.components.object_storage import ObjectStorage
from dotmac_manifests.plan.model import RegionPlan
from tests.fleet import seed_plan
from tests.rendered import Body, faults, one, rendered


def storage(region: str) -> list[Body]:
    plan: RegionPlan = seed_plan().regions[region]
    return rendered(lambda file: ObjectStorage(file, plan))


def environment(bodies: list[Body]) -> dict[str, str]:
    (server,) = one(bodies, "StatefulSet")["spec"]["template"]["spec"]["containers"]
    return {entry["name"]: entry["value"] for entry in server["env"]}


def test_servers_of_a_pool_name_each_other_through_the_headless_service() -> None:
    bodies = storage("us-east-1")
    assert faults(bodies) == []
    spec = one(bodies, "StatefulSet")["spec"]
    volumes = environment(bodies)["RUSTFS_VOLUMES"]
    host = f"object-storage-{{0...{spec['replicas'] - 1}}}.{spec['serviceName']}.shared-services"
    assert volumes.startswith(f"http://{host}.svc")
    assert volumes.endswith(":9000/data")
    assert spec["podManagementPolicy"] == "Parallel"


def test_a_single_server_keeps_to_its_own_drive() -> None:
    assert environment(storage("staging-us-east-1"))["RUSTFS_VOLUMES"] == "/data"


def test_credentials_are_files_and_the_console_is_off() -> None:
    values = environment(storage("us-east-1"))
    assert values["RUSTFS_CONSOLE_ENABLE"] == "false"
    assert {"RUSTFS_ACCESS_KEY", "RUSTFS_SECRET_KEY"}.isdisjoint(values)
    assert values["RUSTFS_SECRET_KEY_FILE"] == "/run/secrets/admin/secret-key"


def test_a_region_with_its_providers_storage_runs_none() -> None:
    assert storage("ap-southeast-1") == []
