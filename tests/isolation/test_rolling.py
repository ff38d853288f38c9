"""A region that syncs its tenants ring by ring: the same applications, by one set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dotmac_manifests.analysis.applications import Applications
from dotmac_manifests.analysis.finding import Finding
from dotmac_manifests.analysis.load import Manifest, load
from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.verify import clusters, verify
from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.unit import units
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.region import Delivery
from tests.fleet import ROOT

REGION = "us-east-1"
Body = dict[str, Any]


@cache
def plan(*, rolling: bool) -> FleetPlan:
    """The fleet's largest region, with and without the setting."""
    fleet = load_fleet(ROOT)
    spec = fleet.regions[REGION].spec
    delivery = Delivery.model_validate({"rollingSync": rolling})
    changed = spec.model_copy(update={"delivery": delivery})
    region = fleet.regions[REGION].model_copy(update={"spec": changed})
    return build_plan(replace(fleet, regions={**fleet.regions, REGION: region}))


@cache
def files(*, rolling: bool) -> dict[str, bytes]:
    """Everything that is rendered for it, by path below `dist/`."""
    found: dict[str, bytes] = {}
    for unit in units(plan(rolling=rolling)):
        if unit.region == REGION:
            found |= render(unit).files
    return {path: data for path, data in found.items() if path.endswith(".yaml")}


def read(folder: Path, *, rolling: bool) -> tuple[Manifest, ...]:
    """The same, as it is found in a folder."""
    for path, data in files(rolling=rolling).items():
        place = folder / "dist" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return load([folder / "dist"])


@pytest.fixture(scope="module")
def rolled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, ...]:
    """The region with the setting."""
    return read(tmp_path_factory.mktemp("rolling"), rolling=True)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, ...]:
    """The region without it."""
    return read(tmp_path_factory.mktemp("plain"), rolling=False)


def applications(manifests: Sequence[Manifest]) -> dict[str, Body]:
    """Every application of the region, whoever makes it, without what Git alone needs of it."""
    found = Applications(manifests[0].cluster, manifests)
    assert not found.opaque
    bodies = {}
    for one in found.all:
        metadata = {key: one.body["metadata"][key] for key in ("name", "namespace", "labels")}
        bodies[one.ref.name] = {"metadata": metadata, "spec": one.body["spec"]}
    return bodies


def test_the_set_makes_the_very_applications_that_stand_there_without_it(
    rolled: tuple[Manifest, ...], plain: tuple[Manifest, ...]
) -> None:
    with_set, without = applications(rolled), applications(plain)
    assert with_set.keys() == without.keys()
    for name, body in without.items():
        # Of one whose workloads nothing scales the patch says that nothing is ignored.
        body["spec"].setdefault("ignoreDifferences", [])
        with_set[name]["spec"].setdefault("ignoreDifferences", [])
        assert with_set[name] == body


def test_every_promise_holds_in_both_ways(
    rolled: tuple[Manifest, ...], plain: tuple[Manifest, ...]
) -> None:
    def found(manifests: tuple[Manifest, ...]) -> list[str]:
        told: Sequence[Finding] = verify(clusters(manifests, Site()), RULES.values())
        return [f"{one.rule} {one.manifest.ref}: {one.message}" for one in told]

    assert found(rolled) == found(plain) == []


def test_a_tenant_that_comes_or_changes_touches_its_own_files_alone() -> None:
    with_set, without = files(rolling=True), files(rolling=False)
    added = {path for path in with_set if path not in without}
    slugs = [tenant.slug for tenant in plan(rolling=True).tenants_of(REGION)]
    assert added == {f"{REGION}/argocd/rolling/{slug}.yaml" for slug in slugs}
    changed = {path for path in without if with_set.get(path) != without[path]}
    assert changed == {
        f"{REGION}/root.yaml",
        f"{REGION}/argocd/applications.yaml",
        f"{REGION}/argocd/settings.yaml",
        *(f"{REGION}/argocd/tenants/{slug}.yaml" for slug in slugs),
    }


def test_the_steps_are_the_rings_in_their_order(rolled: tuple[Manifest, ...]) -> None:
    (found,) = (one for one in rolled if one.ref.kind == "ApplicationSet")
    strategy = found.body["spec"]["strategy"]
    values = [step["matchExpressions"][0]["values"] for step in strategy["rollingSync"]["steps"]]
    assert values == [[ring.name] for ring in plan(rolling=True).platform.rings]


@pytest.mark.parametrize("rolling", [True, False])
def test_both_applications_of_a_tenant_are_found_by_ring_slug_and_plan(
    rolling: bool, request: pytest.FixtureRequest
) -> None:
    found = applications(request.getfixturevalue("rolled" if rolling else "plain"))
    for tenant in plan(rolling=rolling).tenants_of(REGION):
        for name in (f"tenant-{tenant.slug}", f"tenant-{tenant.slug}-base"):
            labels = found[name]["metadata"]["labels"]
            assert labels["dotmac.io/ring"] == tenant.ring
            assert labels["dotmac.io/tenant-slug"] == tenant.slug
            assert labels["dotmac.io/plan-tier"] == tenant.spec.plan


def test_it_is_off_unless_a_region_asks_for_it() -> None:
    assert not Delivery().rolling_sync
    assert not any(region.rings for region in build_plan(load_fleet(ROOT)).regions.values())
