from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Schedule/tenant-fast-fiber", "spec.schedule", MISSING),
        Wrong("Schedule/tenant-fast-fiber", "spec.schedule", "0 0 3 * * *", upstream=False),
        Wrong("Schedule/tenant-fast-fiber", "spec.template", MISSING),
        Wrong("Schedule/tenant-fast-fiber", "spec.template.ttl", "30d", upstream=False),
        Wrong("Schedule/tenant-fast-fiber", "spec.template.includeNamespaces", ["x"]),
        Wrong("Schedule/tenant-fast-fiber", "spec.template.snapshotMoveData", "true"),
        Wrong(
            "Schedule/tenant-fast-fiber",
            "spec.template.hooks.resources.0.pre.0.exec.onError",
            "Ignore",
            "spec.template.hooks.resources[0].pre[0].exec.onError",
        ),
        Wrong("BackupStorageLocation/eu", "spec.objectStorage.bucket", MISSING),
        Wrong("BackupStorageLocation/eu", "spec.accessMode", "WriteOnly"),
        Wrong("BackupStorageLocation/eu", "spec.credential", "velero"),
        Wrong("VolumeSnapshotLocation/eu", "spec.provider", MISSING),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
