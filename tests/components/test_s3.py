from __future__ import annotations

from dotmac_manifests.components.s3 import S3Access
from tests.fleet import GATEWAY, gcp_plan, seed_plan


def test_a_tenant_has_its_own_bucket_in_its_region() -> None:
    inside = S3Access.of_tenant(seed_plan().tenants["citynet"])
    outside = S3Access.of_tenant(gcp_plan().tenants[GATEWAY])
    assert inside.bucket == "dotmac-us-east-1-citynet"
    assert inside.endpoint == "http://object-storage.shared-services.svc:9000"
    assert (outside.endpoint, outside.region) == (
        "https://storage.googleapis.com",
        "asia-southeast1",
    )


def test_credentials_are_files_and_never_in_the_environment() -> None:
    store = S3Access.of_tenant(seed_plan().tenants["citynet"])
    assert store.mounts == {"/run/secrets/object-storage:ro": "object-storage"}
    assert store.volumes[0]["secret"]["defaultMode"] == 0o400
    assert not any("KEY" in name for name in store.rclone())
