from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.components.mongodb_scripts import (
    configuration,
    first_start,
    initiate,
    users,
)


def cache(memory: str) -> float:
    settings = yaml.safe_load(configuration(memory))
    found: float = settings["storage"]["wiredTiger"]["engineConfig"]["cacheSizeGB"]
    return found


def test_the_cache_leaves_memory_for_everything_else() -> None:
    assert cache("768Mi") == 0.25
    assert cache("2Gi") == 0.5
    assert cache("4Gi") == 1.5


@given(st.integers(512, 65_536))
def test_the_cache_is_never_more_than_half(memory: int) -> None:
    assert 0.25 <= cache(f"{memory}Mi") <= max(0.25, memory / 2048)


def test_nobody_gets_in_without_credentials() -> None:
    security = yaml.safe_load(configuration("2Gi"))["security"]
    assert security == {"authorization": "enabled", "keyFile": "/run/mongodb/keyfile"}


def test_users_are_made_before_anything_but_the_loopback_is_served() -> None:
    script = first_start("mongodb-0")
    assert "--bind_ip=127.0.0.1" in script
    assert script.index("users.js") < script.index("touch /data/db/users-made")


def test_genieacs_has_one_database() -> None:
    assert "{ role: 'readWrite', db: 'genieacs' }" in users()


def test_a_set_that_exists_is_not_initiated_again() -> None:
    script = initiate(["a:1", "b:1"])
    assert script.startswith('const hosts = ["a:1", "b:1"];')
    assert script.index("if (!initiated)") < script.index("replSetInitiate")
