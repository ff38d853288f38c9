"""What holds for every operator's chart, whichever it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dotmac_manifests.components.operator_chart import Settings
from dotmac_manifests.components.operators import OPERATORS
from dotmac_manifests.plan.operators import NAMESPACES
from tests.fleet import seed_plan

PAIRS = [
    (region, operator)
    for region, plan in seed_plan().regions.items()
    for operator in plan.operators
]
each = pytest.mark.parametrize(("region", "operator"), PAIRS)
UPSTREAM = ("docker.io", "ghcr.io", "quay.io", "registry.k8s.io", "gcr.io", "public.ecr.aws")


def _values(region: str, operator: str) -> Any:
    return OPERATORS[operator].values(Settings(seed_plan().regions[region], operator))


def _walk(node: Any) -> Iterator[Any]:
    yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from _walk(child)


def test_the_table_is_complete() -> None:
    assert set(OPERATORS) == set(NAMESPACES)


@each
def test_images_come_from_the_regions_registry_by_digest(region: str, operator: str) -> None:
    plan = seed_plan().regions[region]
    texts = [node for node in _walk(_values(region, operator)) if isinstance(node, str)]
    assert not [text for text in texts if text.startswith(UPSTREAM)]
    for name in plan.platform.operators[operator].images.values():  # type: ignore[index]
        digest = plan.images[name].partition("@sha256:")[2]
        if operator == "envoy-gateway" and name == "envoy":
            continue  # named by the cluster's EnvoyProxy
        assert any(digest in text for text in texts), name
    assert any(plan.registry in text for text in texts)


@each
def test_every_container_has_requests_and_limits(region: str, operator: str) -> None:
    found = [
        node["resources"]
        for node in _walk(_values(region, operator))
        if isinstance(node, dict) and "limits" in (node.get("resources") or {})
    ]
    assert found
    for resources in found:
        assert set(resources["limits"]) >= {"cpu", "memory"}
        assert resources["requests"]["memory"] == resources["limits"]["memory"]


@each
def test_no_value_is_none_or_a_password(region: str, operator: str) -> None:
    for node in _walk(_values(region, operator)):
        assert node is not None
        if isinstance(node, dict):
            assert not {"password", "secretContents", "adminPassword"} & set(node)


@each
def test_a_single_replica_has_no_budget(region: str, operator: str) -> None:
    """It would block every drain of its node."""
    if seed_plan().regions[region].spec.sizing.max_replicas == 1:
        for node in _walk(_values(region, operator)):
            if isinstance(node, dict):
                budget = node.get("podDisruptionBudget") or node.get("pdb") or {}
                assert not budget.get("enabled")
                assert not budget.get("minAvailable")
                assert not budget.get("maxUnavailable")
                assert node.get("replicaCount", 1) == node.get("replicas", 1) == 1


@each
def test_pods_are_ranked_as_the_platform(region: str, operator: str) -> None:
    ranks = {
        node["priorityClassName"]
        for node in _walk(_values(region, operator))
        if isinstance(node, dict) and "priorityClassName" in node
    }
    assert ranks == {"dotmac-platform"}


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_cluster_wide_kinds_are_named_where_the_chart_lets_us(operator: str) -> None:
    chart = OPERATORS[operator]
    unnamed = {kind[1] for kind in chart.cluster_kinds if len(kind) == 2}
    allowed = {"ClusterRole", "ClusterRoleBinding"} if operator == "plugin-barman-cloud" else set()
    assert unnamed == allowed
    assert all(len(kind) == 2 for kind in chart.kinds)
