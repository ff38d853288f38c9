"""OpenBao's configuration file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from dotmac_manifests.components.openbao_config import (
    google_credentials,
    hosts,
    identity_environment,
    identity_volume,
    server_config,
)
from dotmac_manifests.plan.model import ControlPlanePlan
from dotmac_manifests.spec.region import Unseal
from tests.fleet import seed_plan

KEY = "projects/dotmac/locations/europe-west1/keyRings/dotmac/cryptoKeys/openbao"
PROVIDER = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"


@pytest.fixture
def plan() -> ControlPlanePlan:
    return seed_plan().control_planes["us-east-1"]


def unsealed_by(plan: ControlPlanePlan, provider: str, unseal: Unseal | None) -> ControlPlanePlan:
    spec = plan.region.spec
    store = spec.secret_store.model_copy(update={"unseal": unseal})
    changed = spec.model_copy(update={"provider": provider, "secret_store": store})
    return replace(plan, region=replace(plan.region, spec=changed))


def test_members_join_each_other_by_names_of_the_certificate(plan: ControlPlanePlan) -> None:
    config = json.loads(server_config(plan))
    members = [join["leader_api_addr"] for join in config["storage"]["raft"]["retry_join"]]
    assert len(members) == plan.sizes["openbao"].replicas
    assert all(url.removeprefix("https://").removesuffix(":8200") in hosts(plan) for url in members)


def test_clients_know_it_by_a_name_of_the_certificate(plan: ControlPlanePlan) -> None:
    assert plan.region.secret_server == "https://openbao.platform-admin.svc:8200"
    assert "openbao.platform-admin.svc" in hosts(plan)


def test_every_request_is_audited_and_no_memory_is_locked(plan: ControlPlanePlan) -> None:
    config = json.loads(server_config(plan))
    assert config["audit"] == [{"file": {"stdout": {"options": {"file_path": "stdout"}}}}]
    assert "disable_mlock" not in config
    assert "tls_disable" not in config["listener"][0]["tcp"]


def test_aws_opens_it_with_a_role_of_its_own(plan: ControlPlanePlan) -> None:
    seal = {"awskms": {"region": "us-east-1", "kms_key_id": "alias/dotmac-us-east-1-openbao"}}
    assert json.loads(server_config(plan))["seal"] == [seal]
    values = {entry["name"]: entry["value"] for entry in identity_environment(plan.region.spec)}
    assert values["AWS_ROLE_ARN"].endswith(":role/dotmac-us-east-1-openbao")
    volume = identity_volume(plan.region.spec)
    assert volume is not None
    token = volume["projected"]["sources"][0]["serviceAccountToken"]
    assert token["audience"] == "sts.amazonaws.com"
    assert google_credentials(plan.region.spec) == {}


def test_google_opens_it_without_a_stored_key(plan: ControlPlanePlan) -> None:
    there = unsealed_by(plan, "gcp", Unseal(key=KEY, identity=PROVIDER))
    (seal,) = json.loads(server_config(there))["seal"]
    assert seal["gcpckms"] == {
        "project": "dotmac",
        "region": "europe-west1",
        "key_ring": "dotmac",
        "crypto_key": "openbao",
    }
    (text,) = google_credentials(there.region.spec).values()
    account = json.loads(text)
    assert account["audience"] == PROVIDER
    assert "private_key" not in account


def test_without_a_key_service_people_open_it(plan: ControlPlanePlan) -> None:
    by_hand = unsealed_by(plan, "bare-metal", None)
    assert "seal" not in json.loads(server_config(by_hand))
    assert identity_environment(by_hand.region.spec) == []
    assert identity_volume(by_hand.region.spec) is None
