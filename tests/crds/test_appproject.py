from __future__ import annotations

import pytest

from tests.crds.cases import MISSING, Wrong, assert_refused


@pytest.mark.parametrize(
    "wrong",
    [
        Wrong("AppProject/tenant-fast-fiber", "spec.sourceRepos", "https://git.example.com"),
        Wrong(
            "AppProject/tenant-fast-fiber",
            "spec.namespaceResourceWhitelist.0.group",
            MISSING,
            "spec.namespaceResourceWhitelist[0].group",
        ),
        Wrong(
            "AppProject/tenant-fast-fiber",
            "spec.namespaceResourceWhitelist.0.name",
            "x",
            "spec.namespaceResourceWhitelist[0].name",
        ),
        Wrong(
            "AppProject/tenant-fast-fiber",
            "spec.destinationServiceAccounts.0.defaultServiceAccount",
            MISSING,
            "spec.destinationServiceAccounts[0].defaultServiceAccount",
        ),
        Wrong("AppProject/tenant-fast-fiber", "spec.permitOnlyProjectScopedClusters", "yes"),
        Wrong("AppProject/tenant-fast-fiber", "spec.description", "x" * 256),
        Wrong(
            "AppProject/tenant-fast-fiber",
            "spec.syncWindows.0.kind",
            "permit",
            "spec.syncWindows[0].kind",
            upstream=False,
        ),
        Wrong("AppProject/tenant-fast-fiber", "spec.clusterResourceAllowlist", []),
    ],
    ids=str,
)
def test_a_mistake_is_refused_at_its_place(wrong: Wrong) -> None:
    assert_refused(wrong)
