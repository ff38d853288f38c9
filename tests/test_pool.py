"""A pool ends, whatever becomes of its processes."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool

import pytest

from dotmac_manifests.pool import Pool

LARGE = b"." * 4_000_000
"""More than any pipe to a process holds."""


def results(pool: Pool, *tasks: tuple[Callable[..., int], object]) -> list[int]:
    """What becomes of tasks; one that a pool has lost, or refuses by now, raises the same error."""
    given = [pool.submit(*task) for task in tasks]
    return [one.result() for one in given]


def test_tasks_are_done() -> None:
    with Pool(2) as pool:
        found = results(pool, (len, LARGE), (len, b""), (len, LARGE))
    assert found == [len(LARGE), 0, len(LARGE)]


def test_it_ends_when_its_processes_never_began() -> None:
    with (
        Pool(2, initializer=os._exit, initargs=(9,)) as pool,
        pytest.raises(BrokenProcessPool),
    ):
        results(pool, *[(len, LARGE)] * 4)


def test_it_ends_when_a_process_dies_at_its_task() -> None:
    with Pool(2) as pool, pytest.raises(BrokenProcessPool):
        results(pool, (os._exit, 9), *[(len, LARGE)] * 4)
