"""What tenants say, where no wrong-input case covers it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dotmac_manifests.plan.checks_tenant import tenant_problems
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT


@pytest.mark.parametrize(
    ("cidrs", "refused"),
    [(("203.0.113.0/28",), False), (("198.51.100.0/22", "203.0.113.0/28"), True)],
)
def test_coa_goes_to_no_more_nas_than_radius_can_be_told_of(
    cidrs: tuple[str, ...], refused: bool
) -> None:
    fleet = load_fleet(ROOT)
    tenant = fleet.tenants["fast-fiber"]
    network = tenant.spec.network.model_copy(update={"coa": True, "nas_cidrs": cidrs})
    spec = tenant.spec.model_copy(update={"network": network})
    changed = {**fleet.tenants, "fast-fiber": tenant.model_copy(update={"spec": spec})}
    found = [problem.field for problem in tenant_problems(replace(fleet, tenants=changed))]
    assert found == (["spec.network.nasCIDRs"] if refused else [])
