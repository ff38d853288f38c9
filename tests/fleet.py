"""The repository's own fleet, planned once, for tests of what is built from a plan."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.plan.model import FleetPlan
from dotmac_manifests.spec.load import load_fleet

ROOT = Path(__file__).parent.parent


@cache
def seed_plan() -> FleetPlan:
    """The plan of `platform.yaml`, `regions/` and `tenants/` of this repository."""
    return build_plan(load_fleet(ROOT))
