"""The control plane's state."""

from __future__ import annotations

from dotmac_manifests.components.platform_data import PlatformDatabase, PlatformRedis
from tests.fleet import seed_plan
from tests.rendered import faults, one, rendered

PLAN = seed_plan().control_planes["us-east-1"]


def test_backups_of_the_database_leave_the_cluster() -> None:
    bodies = rendered(lambda file: PlatformDatabase(file, PLAN))
    assert faults(bodies) == []
    configuration = one(bodies, "ObjectStore")["spec"]["configuration"]
    backup = PLAN.region.spec.backup
    assert configuration["endpointURL"] == backup.s3_url
    assert configuration["destinationPath"].startswith(f"s3://{backup.bucket}/platform-admin/")


def test_redis_never_evicts_the_queue() -> None:
    bodies = rendered(lambda file: PlatformRedis(file, PLAN))
    assert faults(bodies) == []
    assert "maxmemory-policy noeviction" in one(bodies, "ConfigMap")["data"]["valkey.conf"]
