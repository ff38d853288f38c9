"""Files of the operators' folder."""

from __future__ import annotations

from collections import Counter

import pytest

from dotmac_manifests.plan.operators import all_namespaces
from tests.charts import argo
from tests.fleet import seed_plan

regions = pytest.mark.parametrize("region", argo.REGIONS)


def _bodies(region: str) -> list[argo.Body]:
    return [
        body
        for path, bodies in argo.files(region).items()
        if path.startswith("operators/")
        for body in bodies
    ]


@regions
def test_every_namespace_once_each_with_its_walls(region: str) -> None:
    bodies = _bodies(region)
    counts = Counter(body["metadata"]["name"] for body in bodies if body["kind"] == "Namespace")
    assert counts == dict.fromkeys(all_namespaces(seed_plan().regions[region].operators), 1)
    for namespace in counts:
        inside = {
            (body["kind"], body["metadata"]["name"])
            for body in bodies
            if body["metadata"].get("namespace") == namespace
        }
        assert inside >= {
            ("NetworkPolicy", "default-deny"),
            ("ServiceAccount", "default"),
            ("LimitRange", "limits"),
        }


@regions
def test_a_shared_namespace_has_one_file(region: str) -> None:
    files = set(argo.files(region))
    assert "operators/cloudnative-pg.yaml" in files
    assert "operators/plugin-barman-cloud.yaml" not in files


@regions
def test_the_first_files_need_no_definitions(region: str) -> None:
    """They come before every chart."""
    later = {"operators/credentials.yaml"}
    for path, bodies in argo.files(region).items():
        if path.startswith("operators/") and path not in later:
            assert {argo.group(body) for body in bodies} <= {"", "networking.k8s.io", "policy"}


@regions
def test_namespaces_are_never_removed_by_a_sync(region: str) -> None:
    for body in _bodies(region):
        if body["kind"] == "Namespace":
            options = body["metadata"]["annotations"]["argocd.argoproj.io/sync-options"]
            assert "Prune=false" in options
