from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dotmac_manifests.components.netbox_config import configuration
from tests.fleet import seed_plan

PLAN = seed_plan().tenants["fast-fiber"]


def settings(monkeypatch: pytest.MonkeyPatch, address: str) -> dict[str, Any]:
    """What NetBox reads, with every secret's content being its file name."""
    monkeypatch.setenv("POD_IP", address)
    monkeypatch.setattr(Path, "read_text", lambda path, encoding: f"{path.name}\n")
    module = ModuleType("configuration")
    exec(configuration(PLAN)["configuration.py"], module.__dict__)
    return module.__dict__


def test_each_script_compiles() -> None:
    for name, text in configuration(PLAN).items():
        compile(text, name, "exec")


def test_everything_that_netbox_requires_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, "10.20.0.7")
    database = found["DATABASES"]["default"]
    assert (database["HOST"], database["NAME"], database["USER"], database["PASSWORD"]) == (
        PLAN.database.host,
        PLAN.database.databases["netbox"],
        PLAN.database.roles["netbox"],
        "db_password",
    )
    assert found["REDIS"]["tasks"]["HOST"] == "redis"
    assert found["REDIS"]["caching"]["HOST"] == "redis-cache"
    assert found["SECRET_KEY"] == "secret_key"
    assert found["API_TOKEN_PEPPERS"] == {1: "api_token_pepper_1"}
    assert found["LOGIN_REQUIRED"] is True
    assert found["METRICS_ENABLED"] is True


@pytest.mark.parametrize(
    ("address", "host"), [("10.20.0.7", "10.20.0.7"), ("fd00:20::7", "[fd00:20::7]")]
)
def test_only_the_service_and_the_pod_itself_are_hosts(
    monkeypatch: pytest.MonkeyPatch, address: str, host: str
) -> None:
    assert settings(monkeypatch, address)["ALLOWED_HOSTS"] == ["netbox", host]


def test_media_and_scripts_go_to_the_tenants_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    storages = settings(monkeypatch, "10.20.0.7")["STORAGES"]
    for storage in storages.values():
        assert storage["OPTIONS"]["bucket_name"] == PLAN.bucket
        assert storage["OPTIONS"]["endpoint_url"] == PLAN.region.object_storage_url
    assert storages["default"]["OPTIONS"]["location"] == "netbox/media"
