from __future__ import annotations

import pytest

from dotmac_manifests.analysis.schema import validate
from dotmac_manifests.charts.cluster import AFTER_OPERATORS, FILES
from dotmac_manifests.components.cdk import App
from dotmac_manifests.components.resource import ManifestFile
from tests.fleet import seed_plan

every_region = pytest.mark.parametrize("region", sorted(seed_plan().regions))
every_minor = pytest.mark.parametrize("minor", ["1.34", "1.35", "1.36", "1.37"])


def files(region: str) -> dict[str, ManifestFile]:
    app = App()
    found = {}
    for name, fill in FILES:
        found[name] = ManifestFile(app, f"{region}/cluster/{name}")
        fill(found[name], seed_plan().regions[region])
    return found


@every_region
def test_every_file_holds_something(region: str) -> None:
    assert all(file.bodies for file in files(region).values())


@every_region
@every_minor
def test_every_object_is_valid_in_every_supported_minor(region: str, minor: str) -> None:
    for file in files(region).values():
        for body in file.bodies:
            assert validate(body, kubernetes_minor=minor) == []


@every_region
def test_what_operators_bring_stands_apart(region: str) -> None:
    for name, file in files(region).items():
        groups = {body["apiVersion"].rpartition("/")[0] for body in file.bodies}
        core = {group for group in groups if group.endswith(".k8s.io") or "." not in group}
        core.discard("snapshot.storage.k8s.io")
        core.discard("gateway.networking.k8s.io")
        assert groups == core or name in AFTER_OPERATORS
