"""Loki."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from dotmac_manifests.components.loki import Loki
from dotmac_manifests.components.resource import SYNC_WAVE, WAVES
from tests.fleet import GCP, gcp_plan, seed_plan
from tests.rendered import Body, faults, one, rendered

REGIONS = {**seed_plan().regions, **gcp_plan().regions}


def loki(region: str) -> list[Body]:
    return rendered(lambda file: Loki(file, REGIONS[region]))


def config(region: str) -> dict[str, Any]:
    text = one(loki(region), "ConfigMap")["data"]["loki.yaml"]
    read: dict[str, Any] = yaml.safe_load(text)
    return read


@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-1", GCP])
def test_it_fits_the_schemas(region: str) -> None:
    assert faults(loki(region)) == []


def test_it_keeps_tenants_apart() -> None:
    assert config("us-east-1")["auth_enabled"] is True


@pytest.mark.parametrize(
    ("region", "endpoint", "insecure"),
    [
        ("us-east-1", "object-storage.shared-services.svc:9000", True),
        ("ap-southeast-1", "s3.ap-southeast-1.amazonaws.com", False),
        (GCP, "storage.googleapis.com", False),
    ],
)
def test_logs_go_to_the_regions_bucket(region: str, endpoint: str, insecure: bool) -> None:
    bucket = config(region)["storage_config"]["object_store"]["s3"]
    assert (bucket["endpoint"], bucket["insecure"]) == (endpoint, insecure)
    assert bucket["bucket_name"] == f"dotmac-{region}-logs"


def test_logs_are_kept_as_long_as_backups() -> None:
    days = seed_plan().platform.backup.retention_days
    read = config("us-east-1")
    assert read["limits_config"]["retention_period"] == f"{days * 24}h"
    assert read["compactor"]["retention_enabled"] is True


def test_its_bucket_comes_first() -> None:
    bodies = loki("us-east-1")
    waves = {
        kind: int(one(bodies, kind)["metadata"]["annotations"][SYNC_WAVE])
        for kind in ("Job", "StatefulSet")
    }
    assert WAVES["StatefulSet"] < waves["Job"] < waves["StatefulSet"]


def test_its_keys_are_a_file() -> None:
    bodies = loki("us-east-1")
    (server,) = one(bodies, "StatefulSet")["spec"]["template"]["spec"]["containers"]
    values = {entry["name"]: entry.get("value") for entry in server["env"]}
    assert values["AWS_SHARED_CREDENTIALS_FILE"] == "/run/secrets/s3/credentials"
    assert "AWS_SECRET_ACCESS_KEY" not in values
    template = one(bodies, "ExternalSecret", "loki-object-storage")["spec"]["target"]["template"][
        "data"
    ]
    assert template["credentials"].startswith("[default]\n")
