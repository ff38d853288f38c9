from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("Cluster/postgres", "spec.bootstrap", {}, upstream=False),
        Wrong(
            "Cluster/postgres",
            "spec.bootstrap.recovery",
            {"source": "x"},
            "spec.bootstrap",
            upstream=False,
        ),
        Wrong("Cluster/postgres", "spec.bootstrap.initdb.localeCtype", "C"),
        Wrong("Cluster/postgres", "spec.bootstrap.initdb.secret", "postgres-isp"),
        Wrong(
            "Cluster/postgres", "spec.managed.roles.0.name", MISSING, "spec.managed.roles[0].name"
        ),
        Wrong(
            "Cluster/postgres", "spec.managed.roles.0.ensure", "yes", "spec.managed.roles[0].ensure"
        ),
        Wrong(
            "Cluster/postgres",
            "spec.plugins.0.isWalArchiver",
            True,
            "spec.plugins[0].isWalArchiver",
        ),
        Wrong("Cluster/postgres", "spec.plugins.0.name", MISSING, "spec.plugins[0].name"),
        Wrong(
            "Cluster/postgres-restored",
            "spec.externalClusters.0.name",
            MISSING,
            "spec.externalClusters[0].name",
        ),
        Wrong("Cluster/postgres-restored", "spec.bootstrap.recovery.recoveryTarget.time", "now"),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
