from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("ObjectStore/postgres-backup", "spec.configuration", MISSING),
        Wrong("ObjectStore/postgres-backup", "spec.configuration.destinationPath", MISSING),
        Wrong("ObjectStore/postgres-backup", "spec.configuration.destinationPath", ""),
        Wrong("ObjectStore/postgres-backup", "spec.retentionPolicy", "30 days"),
        Wrong("ObjectStore/postgres-backup", "spec.configuration.data.compression", "zstd"),
        Wrong("ObjectStore/postgres-backup", "spec.configuration.wal.maxParallel", 0),
        Wrong("ObjectStore/postgres-backup", "spec.configuration.s3Credentials.accessKeyID", {}),
        Wrong("ObjectStore/postgres-backup", "spec.configuration.endpointCA.key", MISSING),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
