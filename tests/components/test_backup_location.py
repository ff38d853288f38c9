"""Where backups go."""

from __future__ import annotations

from dotmac_manifests.components.backup_location import BackupLocation
from tests.fleet import GCP, gcp_plan, seed_plan
from tests.rendered import Body, faults, names, one, rendered

REGIONS = {**seed_plan().regions, **gcp_plan().regions}


def locations(region: str) -> list[Body]:
    return rendered(lambda file: BackupLocation(file, REGIONS[region]))


def test_backups_go_to_the_regions_own_bucket() -> None:
    for name, region in REGIONS.items():
        bodies = locations(name)
        assert faults(bodies) == []
        spec = one(bodies, "BackupStorageLocation")["spec"]
        assert spec["objectStorage"]["bucket"] == region.spec.backup.bucket
        assert spec["config"]["s3Url"] == region.spec.backup.s3_url


def test_aws_encrypts_them_and_snapshots_volumes_itself() -> None:
    bodies = locations("eu-west-1")
    config = one(bodies, "BackupStorageLocation")["spec"]["config"]
    assert config["serverSideEncryption"] == "aws:kms"
    assert one(bodies, "VolumeSnapshotLocation")["spec"]["config"] == {"region": "eu-west-1"}


def test_other_providers_are_spared_what_only_aws_understands() -> None:
    bodies = locations(GCP)
    config = one(bodies, "BackupStorageLocation")["spec"]["config"]
    assert "serverSideEncryption" not in config
    assert config["checksumAlgorithm"] == ""
    assert names(bodies, "VolumeSnapshotLocation") == []
