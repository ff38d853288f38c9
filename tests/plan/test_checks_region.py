"""What regions say, where no wrong-input case covers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dotmac_manifests.errors import Problem
from dotmac_manifests.plan.checks_region import region_problems
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.region import Cdn, Dns, RegionSpec, Unseal
from tests.fleet import ROOT

GOOGLE_KEY = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"


def judged(**changes: RegionSpec) -> list[Problem]:
    """What is said of the repository's own regions, those named with another `spec`."""
    fleet = load_fleet(ROOT)
    regions = {
        name: region.model_copy(update={"spec": changes.get(name, region.spec)})
        for name, region in fleet.regions.items()
    }
    return list(region_problems(replace(fleet, regions=regions)))


def spec_of(region: str, **changes: Any) -> RegionSpec:
    """A region's `spec` with other values in some of its fields."""
    return load_fleet(ROOT).regions[region].spec.model_copy(update=changes)


def problems(provider: str, key: str) -> list[Problem]:
    """What is said of `us-east-1` with that provider and that key."""
    unseal = Unseal.model_construct(key=key, identity="who")
    store = spec_of("us-east-1").secret_store.model_copy(update={"unseal": unseal})
    spec = spec_of("us-east-1", provider=provider, secret_store=store)
    return judged(**{"us-east-1": spec})


@pytest.mark.parametrize(
    ("provider", "key"),
    [
        ("aws", "alias/dotmac-us-east-1-openbao"),
        ("aws", "arn:aws:kms:us-east-1:111122223333:key/5a0c9f4e-0000-4000-8000-000000000000"),
        ("aws", "5a0c9f4e-0000-4000-8000-000000000000"),
        ("gcp", GOOGLE_KEY),
    ],
)
def test_a_key_of_the_regions_provider_is_fine(provider: str, key: str) -> None:
    assert problems(provider, key) == []


@pytest.mark.parametrize(
    ("provider", "key", "field", "message"),
    [
        ("aws", GOOGLE_KEY, "spec.secretStore.unseal.key", "is no key of provider aws"),
        ("gcp", "alias/openbao", "spec.secretStore.unseal.key", "is no key of provider gcp"),
        ("bare-metal", "alias/openbao", "spec.secretStore.unseal", "provider bare-metal"),
    ],
)
def test_a_key_of_another_provider_is_refused(
    provider: str, key: str, field: str, message: str
) -> None:
    (found,) = problems(provider, key)
    assert found.file == "regions/us-east-1.yaml"
    assert found.field == field
    assert message in found.message
    assert found.line > 1


def test_a_zone_has_one_dns_provider() -> None:
    (found,) = judged(**{"us-east-1": spec_of("us-east-1", dns=Dns(provider="clouddns"))})
    assert (found.file, found.field) == ("regions/us-east-1.yaml", "spec.dns.provider")
    assert found.message == "region ap-southeast-1 writes the same zone at route53"
    assert found.line > 1


def test_the_first_region_says_which_one() -> None:
    changed = spec_of("ap-southeast-1", dns=Dns(provider="clouddns"))
    found = judged(**{"ap-southeast-1": changed})
    assert {problem.file for problem in found} == {
        "regions/eu-west-1.yaml",
        "regions/staging-us-east-1.yaml",
        "regions/us-east-1.yaml",
    }


def test_cloudflare_proxies_names_that_it_serves() -> None:
    edge = spec_of("us-east-1").edge.model_copy(update={"cdn": Cdn(provider="cloudflare")})
    (found,) = judged(**{"us-east-1": spec_of("us-east-1", edge=edge)})
    assert (found.file, found.field) == ("regions/us-east-1.yaml", "spec.edge.cdn")
    assert "DNS is at route53" in found.message
    assert "dns.provider" in found.remedy


def test_cloudflare_for_both_is_fine() -> None:
    dns = Dns(provider="cloudflare")
    regions = {name: spec_of(name, dns=dns) for name in load_fleet(ROOT).regions}
    edge = regions["us-east-1"].edge.model_copy(update={"cdn": Cdn(provider="cloudflare")})
    regions["us-east-1"] = regions["us-east-1"].model_copy(update={"edge": edge})
    assert judged(**regions) == []
