"""The shared services' files as a whole."""

from __future__ import annotations

import pytest

from dotmac_manifests.charts.shared_services import FILES
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.plan.names import SHARED_NAMESPACE
from tests.fleet import seed_plan
from tests.rendered import Body, faults, names, pods_of, rendered

REGIONS = sorted(seed_plan().regions)


def everything(name: str) -> list[Body]:
    region = seed_plan().regions[name]

    def fill(file: ManifestFile) -> None:
        for _, part in FILES:
            part(file, region)

    return rendered(fill)


@pytest.mark.parametrize("name", REGIONS)
def test_it_fits_the_schemas(name: str) -> None:
    minor = seed_plan().regions[name].minor
    assert faults(everything(name), [minor]) == []


@pytest.mark.parametrize("name", REGIONS)
def test_nothing_here_talks_to_the_kubernetes_api(name: str) -> None:
    bodies = everything(name)
    assert names(bodies, "Role") + names(bodies, "ClusterRole") == []
    for pod in pods_of(bodies):
        assert pod["automountServiceAccountToken"] is False


def test_object_storage_runs_where_the_region_has_none() -> None:
    assert "object-storage" in names(everything("us-east-1"), "StatefulSet")
    assert "object-storage" not in names(everything("ap-southeast-1"), "StatefulSet")


def test_only_backup_locations_stand_elsewhere() -> None:
    elsewhere = {
        body["kind"]
        for body in everything("us-east-1")
        if body["metadata"].get("namespace", SHARED_NAMESPACE) != SHARED_NAMESPACE
    }
    assert elsewhere == {"BackupStorageLocation", "VolumeSnapshotLocation"}
