from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Database/netbox", "spec.owner", MISSING),
        Wrong("Database/netbox", "spec.cluster", "postgres"),
        Wrong("Database/netbox", "spec.databaseReclaimPolicy", "keep"),
        Wrong("Database/netbox", "spec.extensions.0.name", MISSING, "spec.extensions[0].name"),
        Wrong("ScheduledBackup/postgres-nightly", "spec.schedule", "0 2 * * *", upstream=False),
        Wrong(
            "ScheduledBackup/postgres-nightly", "spec.method", "barmanObjectStore", upstream=False
        ),
        Wrong("ScheduledBackup/postgres-nightly", "spec.method", "pg_dump"),
        Wrong("ScheduledBackup/postgres-nightly", "spec.cluster", MISSING),
        Wrong("ScheduledBackup/postgres-nightly", "spec.backupOwnerReference", "owner"),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
