"""A pool ends, whatever becomes of its processes."""

from __future__ import annotations

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from dotmac_manifests.pool import Pool

LARGE = b"." * 4_000_000
"""More than any pipe to a process holds."""


def test_tasks_are_done() -> None:
    with Pool(2) as pool:
        assert list(pool.map(len, [LARGE, b"", LARGE])) == [len(LARGE), 0, len(LARGE)]


def test_it_ends_when_its_processes_never_began() -> None:
    with Pool(2, initializer=os._exit, initargs=(9,)) as pool:
        lost = [pool.submit(len, LARGE) for _ in range(4)]
        with pytest.raises(BrokenProcessPool):
            lost[0].result()


def test_it_ends_when_a_process_dies_at_its_task() -> None:
    with Pool(2) as pool:
        lost = [pool.submit(os._exit, 9), *(pool.submit(len, LARGE) for _ in range(4))]
        with pytest.raises(BrokenProcessPool):
            lost[0].result()
