"""Operators' credentials, each by its own door."""

from __future__ import annotations

from functools import partial

import pytest

from dotmac_manifests.components.operator_credentials import OperatorCredentials, credentials
from tests.components.rendering import find, render
from tests.fleet import seed_plan

REGIONS = seed_plan().regions


@pytest.mark.parametrize("name", tuple(REGIONS))
def test_each_namespace_has_its_own_store_and_paths_of_its_region(name: str) -> None:
    bodies = render(partial(OperatorCredentials, region=REGIONS[name]))
    stores = [body for body in bodies if body["kind"] == "SecretStore"]
    for store in stores:
        login = store["spec"]["provider"]["vault"]["auth"]["kubernetes"]
        assert login["role"] == store["metadata"]["namespace"]
    for body in bodies:
        if body["kind"] == "ExternalSecret":
            for entry in body["spec"]["data"]:
                assert entry["remoteRef"]["key"].startswith(f"regions/{name}/")
    assert not [body for body in bodies if body["kind"] == "Secret"]


def test_velero_reads_a_file_of_its_provider() -> None:
    bodies = render(partial(OperatorCredentials, region=REGIONS["us-east-1"]))
    secret = find(bodies, "ExternalSecret", "velero-credentials")
    assert set(secret["spec"]["target"]["template"]["data"]) == {"cloud"}


def test_cloudflare_needs_a_token_in_two_places() -> None:
    region = REGIONS["us-east-1"]
    dns = region.spec.dns.model_copy(update={"provider": "cloudflare"})
    spec = region.spec.model_copy(update={"dns": dns})
    changed = type(region)(**{**vars(region), "spec": spec})
    operators = {found.operator for found in credentials(changed)}
    assert operators - {found.operator for found in credentials(region)} == {
        "cert-manager",
        "external-dns",
    }
