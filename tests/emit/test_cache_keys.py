"""A unit can read what its key covers and nothing else."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from dotmac_manifests.emit.cache_keys import DECIDED, OF_REGIONS, narrowed, unit_keys
from dotmac_manifests.plan.model import FleetPlan
from tests.fleet import ROOT, fixture_plan, seed_plan


def _keys(plan: FleetPlan) -> dict[str, str]:
    return dict(unit_keys(narrowed(plan), "program"))


@pytest.mark.parametrize("field", sorted((DECIDED | OF_REGIONS) - {"images"}))
def test_what_is_decided_cannot_be_read_again(field: str) -> None:
    plan = narrowed(seed_plan())
    for tenant in plan.tenants.values():
        with pytest.raises(AttributeError):
            getattr(tenant.region.platform, field)


def test_flows_of_the_region_are_none_of_a_tenants_business() -> None:
    tenant = next(iter(narrowed(seed_plan()).tenants.values()))
    for field in (tenant.region.flows, tenant.region.operators, tenant.region.shared_quota):
        sealed: Any = field
        for read in (iter, len, bool, list, lambda one: one.hard, lambda one: one["x"]):
            with pytest.raises(AssertionError, match="does not cover"):
                read(sealed)
        assert pickle.loads(pickle.dumps(sealed)) is sealed
        assert copy.copy(sealed) is sealed


@pytest.mark.parametrize("plan", [seed_plan, fixture_plan])
def test_narrowed_units_render_the_same_bytes(plan: Any) -> None:
    from dotmac_manifests.emit.render import render
    from dotmac_manifests.emit.unit import units

    for whole, narrow in zip(units(plan()), units(narrowed(plan())), strict=True):
        if whole.tenant is not None or plan is seed_plan:
            assert render(whole).files == render(narrow).files


def test_keys_differ_by_program_and_by_unit_but_not_by_run() -> None:
    keys = _keys(seed_plan())
    tenants = [key for name, key in keys.items() if "/tenants/" in name]
    assert len(set(tenants)) == len(tenants)
    others = dict(unit_keys(narrowed(seed_plan()), "other"))
    assert not set(keys.values()) & set(others.values())
    code = (
        "from tests.emit.test_cache_keys import _keys, seed_plan; import sys;"
        "sys.stdout.write(repr(_keys(seed_plan())))"
    )
    for hash_seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout == repr(keys)


def test_what_was_worked_out_is_no_part_of_a_key() -> None:
    plan = seed_plan()
    fresh = replace(plan, tenants={slug: replace(one) for slug, one in plan.tenants.items()})
    for tenant in plan.tenants.values():
        assert tenant.flows
        assert tenant.namespace_labels
    assert _keys(fresh) == _keys(plan)
