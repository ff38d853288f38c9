from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Cluster/postgres", "spec.instances", 0),
        Wrong("Cluster/postgres", "spec.instances", MISSING),
        Wrong("Cluster/postgres", "spec.storage.size", "100GB", upstream=False),
        Wrong("Cluster/postgres", "spec.storage.storageClassName", "encrypted"),
        Wrong("Cluster/postgres", "spec.postgresql.parameters.max_connections", 200),
        Wrong("Cluster/postgres", "spec.postgresql.synchronous.method", "all"),
        Wrong("Cluster/postgres", "spec.affinity.podAntiAffinityType", "hard", upstream=False),
        Wrong("Cluster/postgres", "spec.containerSecurityContext", {}),
        Wrong("Cluster/postgres", "spec.logLevel", "verbose"),
        Wrong("Cluster/postgres", "spec.ephemeralVolumesSizeLimit.shm", "1GB"),
        Wrong("Cluster/postgres", "spec.enablePdb", True),
        Wrong("Cluster/postgres", "spec.primaryUpdateStrategy", "automatic"),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
