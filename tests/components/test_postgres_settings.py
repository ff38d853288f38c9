from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.components.postgres_settings import parameters


def megabytes(text: str) -> int:
    assert text.endswith("MB")
    return int(text.removesuffix("MB"))


@given(st.integers(512, 65_536), st.integers(1, 4096))
def test_settings_fit_into_memory_and_disk(memory: int, storage: int) -> None:
    found = parameters(f"{memory}Mi", f"{storage}Gi")
    used = megabytes(found["shared_buffers"]) + megabytes(found["maintenance_work_mem"])
    assert used < memory
    assert megabytes(found["max_slot_wal_keep_size"]) * 5 <= storage * 1024
    assert 100 <= int(found["max_connections"]) <= 400
    assert megabytes(found["work_mem"]) >= 4


def test_a_known_size() -> None:
    found = parameters("4Gi", "100Gi")
    assert found["shared_buffers"] == "1024MB"
    assert found["effective_cache_size"] == "3072MB"
    assert found["max_connections"] == "204"
    assert found["work_mem"] == "5MB"
    assert found["max_wal_size"] == "5120MB"
