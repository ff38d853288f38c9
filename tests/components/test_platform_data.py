"""The control plane's state."""

from __future__ import annotations

from dotmac_manifests.components.platform_data import (
    PlatformBackup,
    PlatformDatabase,
    PlatformRedis,
)
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


def test_velero_takes_the_namespace_without_secrets_and_without_the_database() -> None:
    bodies = rendered(lambda file: PlatformBackup(file, PLAN))
    assert faults(bodies) == []
    template = one(bodies, "Schedule")["spec"]["template"]
    assert template["includedNamespaces"] == ["platform-admin"]
    assert template["excludedResources"] == ["secrets"]
    (expression,) = template["labelSelector"]["matchExpressions"]
    assert expression == {"key": "cnpg.io/cluster", "operator": "DoesNotExist"}
