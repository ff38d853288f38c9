"""What pods count for: containers, init containers, sidecars, defaults."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.analysis.amounts import (
    NANO,
    Unreadable,
    amount,
    declared,
    defaults,
    larger,
    pod_amounts,
    text,
    total,
    whole,
)

SIZES = st.integers(0, 10**6)


def container(cpu: int, **more: Any) -> dict[str, Any]:
    """One that requests some cores."""
    return {"resources": {"requests": {"cpu": cpu}}, **more}


@pytest.mark.parametrize("value", ["500m", "0.5", 0.5])
def test_amounts_are_read_however_they_are_written(value: str | float) -> None:
    assert amount(value) == NANO // 2


@pytest.mark.parametrize("value", ["plenty", None, True, [], {}])
def test_what_is_no_amount_is_refused_at_its_place(value: object) -> None:
    with pytest.raises(Unreadable) as caught:
        amount(value, ("spec", "hard"))
    assert caught.value.path == ("spec", "hard")


@pytest.mark.parametrize("value", ["1", True, -1, 1.5])
def test_numbers_of_pods_are_whole(value: object) -> None:
    with pytest.raises(Unreadable):
        whole(value, (), 1)
    assert whole(None, (), 3) == 3


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("requests.memory", "51200Mi", "50Gi"),
        ("requests.cpu", "1500m", "1500m"),
        ("pods", "62", "62"),
        ("requests.storage", "1k", "1k"),
    ],
)
def test_amounts_are_said_as_people_write_them(key: str, value: str, said: str) -> None:
    assert text(key, amount(value)) == said


def test_a_missing_request_is_as_large_as_the_limit() -> None:
    found = declared({"limits": {"cpu": "2"}, "requests": {"memory": "1Gi"}}, ())
    assert found == {
        "limits.cpu": 2 * NANO,
        "requests.cpu": 2 * NANO,
        "requests.memory": amount("1Gi"),
    }


@given(st.lists(SIZES, min_size=1, max_size=4), st.lists(SIZES, max_size=4))
def test_init_containers_count_one_by_one_and_containers_together(
    run: list[int], init: list[int]
) -> None:
    spec = {"containers": [*map(container, run)], "initContainers": [*map(container, init)]}
    found = pod_amounts(spec, (), {}).amounts
    assert found["requests.cpu"] == max(sum(run), *init, 0) * NANO


@given(SIZES, SIZES, SIZES)
def test_a_sidecar_counts_beside_what_follows_it(side: int, init: int, run: int) -> None:
    sidecar = container(side, restartPolicy="Always")
    spec = {"initContainers": [sidecar, container(init)], "containers": [container(run)]}
    found = pod_amounts(spec, (), {}).amounts
    assert found["requests.cpu"] == (side + max(init, run)) * NANO


def test_the_pod_s_own_amounts_replace_its_containers_and_overhead_adds() -> None:
    spec = {"resources": {"requests": {"cpu": 1}}, "containers": [container(5)]}
    found = pod_amounts(spec, (), {}, {"requests.cpu": NANO}).amounts
    assert found["requests.cpu"] == 2 * NANO


def test_keys_that_a_container_leaves_open_are_named() -> None:
    spec = {"containers": [container(1), {}]}
    assert "requests.cpu" in pod_amounts(spec, (), {}).missing
    filled = {"requests.cpu": NANO, "limits.cpu": NANO}
    found = pod_amounts(spec, (), filled)
    assert "requests.cpu" not in found.missing
    assert found.amounts["requests.cpu"] == 2 * NANO


def test_a_limit_range_fills_in_from_the_nearest_bound() -> None:
    assert defaults([{"max": {"cpu": 4}, "min": {"memory": 1}}]) == {
        "limits.cpu": 4 * NANO,
        "requests.cpu": 4 * NANO,
        "requests.memory": NANO,
    }
    both = defaults([{"default": {"cpu": 2}, "defaultRequest": {"cpu": 1}, "max": {"cpu": 4}}])
    assert both == {"limits.cpu": 2 * NANO, "requests.cpu": NANO}


def test_sums_and_maxima_keep_keys_of_both() -> None:
    assert total([{"a": 1}, {"a": 2, "b": 3}]) == {"a": 3, "b": 3}
    assert larger({"a": 1}, {"a": 2, "b": 3}) == {"a": 2, "b": 3}
