"""Each tenant is in exactly one ring, whatever the selectors say; staging comes first and alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from dotmac_manifests.errors import InputError
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.rings import ring_of
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.releases import Ring, RingSelector
from dotmac_manifests.spec.tenant import Tenant
from tests.fleet import ROOT

FLEET = load_fleet(ROOT)
PLATFORM = FLEET.platform.spec


def with_rings(rings: list[dict[str, Any]], fleet: Fleet = FLEET, **changes: Any) -> Fleet:
    found = tuple(Ring.model_validate({"release": "v1.2.3", **ring}) for ring in rings)
    spec = PLATFORM.model_copy(update={"rings": found, **changes})
    return replace(fleet, platform=fleet.platform.model_copy(update={"spec": spec}))


def told(fleet: Fleet) -> str:
    with pytest.raises(InputError) as raised:
        build_plan(fleet)
    return str(raised.value)


STAGING = {"name": "staging", "selector": {"environments": ["staging", "development"]}}
REST = [{"name": "control-plane"}, {"name": "general"}]

SELECTORS = st.fixed_dictionaries(
    {},
    optional={
        "plans": st.lists(st.sampled_from(["starter", "professional", "enterprise"]), min_size=1),
        "regions": st.lists(st.sampled_from(sorted(FLEET.regions)), min_size=1),
        "environments": st.lists(st.sampled_from(["production", "staging"]), min_size=1),
        "matchLabels": st.dictionaries(
            st.sampled_from(["dotmac.io/cohort", "other"]),
            st.sampled_from(["growth", "x"]),
            min_size=1,
        ),
    },
).filter(bool)


def fits(selector: dict[str, Any], tenant: Tenant, region: str) -> bool:
    """The rule in other words: no line that is written excludes the tenant."""
    environment = FLEET.regions[region].spec.environment
    facts = {"plans": tenant.spec.plan, "regions": region, "environments": environment}
    excluded = [line for line, fact in facts.items() if fact not in selector.get(line, [fact])]
    labels = selector.get("matchLabels", {}).items()
    return not excluded and labels <= tenant.metadata.labels.items()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.none() | SELECTORS, min_size=1, max_size=4), st.booleans())
def test_random_selectors_give_each_tenant_one_ring_or_name_every_rival(
    selectors: list[dict[str, Any] | None], explicit: bool
) -> None:
    rings = [
        {"name": f"ring-{place}", **({"selector": found} if found else {})}
        for place, found in enumerate(selectors)
    ]
    platform = with_rings(rings, default_ring="ring-0").platform.spec
    for slug, tenant in FLEET.tenants.items():
        region = tenant.spec.placement.region or "us-east-1"
        wanted = tenant
        if explicit:
            release = tenant.spec.release.model_copy(update={"ring": "ring-0"})
            spec = tenant.spec.model_copy(update={"release": release})
            wanted = tenant.model_copy(update={"spec": spec})
        found, problems = ring_of(
            wanted, FLEET.tenant_sources[slug], FLEET.regions[region].spec, region, platform
        )
        takers = [
            f"ring-{place}"
            for place, one in enumerate(selectors)
            if one and fits(one, tenant, region)
        ]
        if explicit or not takers:
            assert (found, problems) == ("ring-0", ())
        elif len(takers) == 1:
            assert (found, problems) == (takers[0], ())
        else:
            (problem,) = problems
            assert all(name in problem.message for name in takers)
            assert problem.file == f"tenants/{slug}.yaml"


def test_two_selectors_that_take_a_tenant_are_an_error_that_names_both() -> None:
    both = [
        STAGING,
        {"name": "control-plane"},
        {"name": "early", "selector": {"plans": ["enterprise"]}},
        {"name": "late", "selector": {"matchLabels": {"dotmac.io/cohort": "growth"}}},
        {"name": "general"},
    ]
    assert "tenants/citynet.yaml" in (text := told(with_rings(both)))
    assert "belongs to the rings early and late at once" in text
    assert "write release.ring here" in text


def test_a_selector_that_selects_nothing_by_name_is_no_selector() -> None:
    for empty in ({}, {"plans": []}, {"matchLabels": {}}):
        with pytest.raises(ValidationError, match="would take every tenant"):
            RingSelector.model_validate(empty)


@pytest.mark.parametrize(
    ("rings", "changes", "says"),
    [
        (
            [STAGING, *REST],
            {"default_ring": "staging"},
            "ring staging is the first, which is for staging, but the tenant is in production",
        ),
        (
            [{"name": "staging"}, *REST],
            {},
            "ring general is not the first, but the tenant lives in staging",
        ),
        ([STAGING, *REST, REST[1]], {}, "ring general appears twice"),
        ([STAGING, REST[0]], {}, "'general' does not exist"),
        ([STAGING, *REST, {"name": "x", "release": "v0.0.1"}], {}, "'v0.0.1' does not exist"),
        (
            [STAGING, *REST, {"name": "x", "selector": {"regions": ["mars-1"]}}],
            {},
            "'mars-1' does not exist",
        ),
        ([STAGING, *REST], {"default_ring": "genral"}, "'genral' does not exist"),
    ],
)
def test_rings_that_contradict_the_fleet_are_refused(
    rings: list[dict[str, Any]], changes: dict[str, Any], says: str
) -> None:
    assert says in told(with_rings(rings, **changes))


@pytest.mark.parametrize(
    ("planes", "says"),
    [
        ({"staging": "staging", "production": "staging"}, "the first, which is for staging"),
        ({"staging": "general", "production": "general"}, "not the first; what staging"),
        ({"staging": "staging"}, "lacks production"),
        ({"staging": "staging", "production": "nowhere"}, "'nowhere' does not exist"),
    ],
)
def test_control_planes_go_the_way_of_their_environment(planes: dict[str, str], says: str) -> None:
    plane = PLATFORM.control_plane.model_copy(update={"rings": planes})
    assert says in told(with_rings([STAGING, *REST], control_plane=plane))


def test_without_staging_the_first_ring_is_for_everybody() -> None:
    staging = "staging-us-east-1"
    plane = PLATFORM.control_plane.model_copy(update={"rings": {"production": "general"}})
    fleet = with_rings([{"name": "general"}], control_plane=plane)
    fleet = replace(
        fleet,
        regions={name: found for name, found in fleet.regions.items() if name != staging},
        tenants={name: found for name, found in fleet.tenants.items() if name != "demo-isp"},
    )
    assert {tenant.ring for tenant in build_plan(fleet).tenants.values()} == {"general"}
