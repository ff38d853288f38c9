"""What regions say, where no wrong-input case covers it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dotmac_manifests.errors import Problem
from dotmac_manifests.plan.checks_region import region_problems
from dotmac_manifests.spec.load import load_fleet
from dotmac_manifests.spec.region import Unseal
from tests.fleet import ROOT

GOOGLE_KEY = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k"


def problems(provider: str, key: str) -> list[Problem]:
    """What is said of `us-east-1` with that provider and that key."""
    fleet = load_fleet(ROOT)
    region = fleet.regions["us-east-1"]
    store = region.spec.secret_store.model_copy(
        update={"unseal": Unseal.model_construct(key=key, identity="who")}
    )
    changes: dict[str, Any] = {"provider": provider, "secret_store": store}
    spec = region.spec.model_copy(update=changes)
    changed = {**fleet.regions, "us-east-1": region.model_copy(update={"spec": spec})}
    return list(region_problems(replace(fleet, regions=changed)))


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
