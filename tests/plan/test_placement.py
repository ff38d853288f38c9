"""Residency decides where a tenant lives; nothing is guessed."""

from __future__ import annotations

import pytest

from dotmac_manifests.kube.yaml_reader import read_document
from dotmac_manifests.plan.placement import place
from dotmac_manifests.spec.fleet import Source
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.region import Region
from dotmac_manifests.spec.tenant import Tenant
from tests.fleet import ROOT

REGIONS = load_fleet(ROOT).regions
TEMPLATE = """\
apiVersion: dotmac.io/v1
kind: Tenant
metadata: {{name: x}}
spec:
  id: x
  displayName: X
  plan: starter
  seats: 1
  placement: {placement}
"""


def _place(
    placement: str, regions: dict[str, Region] | None = None
) -> tuple[str | None, list[str]]:
    document = read_document(TEMPLATE.format(placement=placement).encode(), "tenants/x.yaml")
    tenant = Tenant.model_validate(document.value)
    name, problems = place(tenant, Source(document), regions or dict(REGIONS))
    return name, [f"{problem.message}; {problem.remedy}" for problem in problems]


@pytest.mark.parametrize(
    ("placement", "region"),
    [
        ("{region: eu-west-1}", "eu-west-1"),
        ("{region: staging-us-east-1}", "staging-us-east-1"),
        ("{location: US}", "us-east-1"),
        ("{location: EU, compliance: [GDPR]}", "eu-west-1"),
        ("{compliance: [GDPR]}", "eu-west-1"),
        ("{compliance: [HIPAA]}", "us-east-1"),
        ("{location: APAC, compliance: [LOCAL]}", "ap-southeast-1"),
        ("{region: eu-west-1, compliance: [GDPR]}", "eu-west-1"),
    ],
)
def test_a_placement_that_fits(placement: str, region: str) -> None:
    assert _place(placement) == (region, [])


@pytest.mark.parametrize(
    ("placement", "says"),
    [
        ("{region: us-east-1, compliance: [GDPR]}", "does not offer GDPR"),
        ("{region: ap-southeast-1, location: EU}", "has to stay in EU"),
        ("{region: nowhere}", "not a region"),
        ("{location: US, compliance: [GDPR]}", "no production region offers US with GDPR"),
        ("{}", "neither region nor location"),
    ],
)
def test_a_placement_that_does_not(placement: str, says: str) -> None:
    name, problems = _place(placement)
    assert name is None
    assert says in problems[0]


def test_staging_is_never_chosen_unasked() -> None:
    production = {name: found for name, found in REGIONS.items() if name != "us-east-1"}
    assert _place("{location: US}", production)[0] is None


def test_a_second_region_of_a_location_never_moves_a_tenant() -> None:
    frankfurt = REGIONS["eu-west-1"].model_copy(
        update={
            "spec": REGIONS["eu-west-1"].spec.model_copy(update={"default_for_location": False})
        }
    )
    both = {"eu-central-1": frankfurt, **REGIONS}
    assert _place("{location: EU}", both) == ("eu-west-1", [])
    neither = {"eu-central-1": frankfurt, "eu-west-1": frankfurt}
    assert "fits several regions" in _place("{location: EU}", neither)[1][0]


def test_gdpr_stays_in_the_eu_whatever_a_region_claims() -> None:
    claims = REGIONS["us-east-1"].model_copy(
        update={"spec": REGIONS["us-east-1"].spec.model_copy(update={"compliance": ("GDPR",)})}
    )
    assert _place("{region: us-east-1, compliance: [GDPR]}", {"us-east-1": claims})[0] is None
    assert _place("{compliance: [GDPR]}", {"us-east-1": claims})[0] is None
