"""Which operators a region gets, by its provider and its edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dotmac_manifests.plan.checks_platform import platform_problems
from dotmac_manifests.plan.operators import (
    IMAGE_ROLES,
    NAMESPACES,
    all_namespaces,
    edge_namespace,
    namespaces_of,
    operators_of,
)
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.platform import Operator, OperatorName
from dotmac_manifests.spec.region import RegionSpec
from tests.fleet import ROOT, seed_plan

AWS = seed_plan().regions["us-east-1"].spec


def _with(provider: str, mode: str = "ingress") -> RegionSpec:
    edge = AWS.edge.model_copy(update={"mode": mode})
    return AWS.model_copy(update={"provider": provider, "edge": edge})


@pytest.mark.parametrize(
    ("provider", "metrics", "nodes"),
    [
        ("aws", True, True),
        ("gcp", False, False),
        ("azure", False, False),
        ("bare-metal", True, False),
    ],
)
def test_providers_bring_some_of_it_themselves(provider: str, metrics: bool, nodes: bool) -> None:
    found = operators_of(_with(provider))
    assert ("metrics-server" in found) is metrics
    assert ("cluster-autoscaler" in found) is nodes


@pytest.mark.parametrize(
    ("mode", "present", "absent"),
    [
        ("ingress", "nginx-ingress", "envoy-gateway"),
        ("gateway", "envoy-gateway", "nginx-ingress"),
    ],
)
def test_one_edge_only(mode: str, present: str, absent: str) -> None:
    region = _with("aws", mode)
    assert present in operators_of(region)
    assert absent not in operators_of(region)
    assert edge_namespace(region) == NAMESPACES[present]


def test_a_shared_namespace_counts_once() -> None:
    assert namespaces_of("cloudnative-pg") == namespaces_of("plugin-barman-cloud")
    found = all_namespaces(NAMESPACES)
    assert len(set(found)) == len(found)
    assert "kube-system" not in found


def test_every_operator_says_which_images_it_runs() -> None:
    assert set(IMAGE_ROLES) == set(NAMESPACES)


def _said(operators: dict[OperatorName, Operator]) -> list[str]:
    fleet = load_fleet(ROOT)
    spec = fleet.platform.spec.model_copy(update={"operators": operators})
    changed = replace(fleet, platform=fleet.platform.model_copy(update={"spec": spec}))
    return [f"{found.field}: {found.message}" for found in platform_problems(changed)]


def test_an_operator_that_a_region_needs_must_be_pinned() -> None:
    pinned = dict(load_fleet(ROOT).platform.spec.operators)
    assert _said(pinned) == []
    del pinned["velero"]
    assert _said(pinned) == ["spec.operators: lacks velero"]


def test_every_role_of_an_operator_needs_an_image_that_exists() -> None:
    pinned = dict(load_fleet(ROOT).platform.spec.operators)
    without = pinned["velero"].model_copy(update={"images": {"server": "velero"}})
    assert _said({**pinned, "velero": without}) == ["spec.operators.velero.images: lacks plugin"]
    images = {"server": "velero", "plugin": "nothing"}
    wrong = pinned["velero"].model_copy(update={"images": images})
    (said,) = _said({**pinned, "velero": wrong})
    assert "'nothing' does not exist" in said
