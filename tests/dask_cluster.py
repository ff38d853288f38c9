"""A Dask scheduler with workers that are real processes of this machine."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


class Local:
    """A cluster; its scheduler is a thread of this process, its workers are not."""

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster
        self.address: str = cluster.scheduler_address

    def pids(self) -> set[int]:
        """The processes of the workers."""
        return {nanny.pid for nanny in self._cluster.workers.values() if nanny.pid}

    def kill_one_at_work(self, seconds: float = 60) -> int:
        """Wait until a worker has a task, kill it with no chance to say so; its process id."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for address, worker in dict(self._cluster.scheduler.workers).items():
                if worker.processing:
                    for nanny in self._cluster.workers.values():
                        if nanny.worker_address == address and nanny.pid:
                            os.kill(nanny.pid, signal.SIGKILL)
                            return int(nanny.pid)
            time.sleep(0.01)
        raise AssertionError("no worker was ever given a task")

    def close(self) -> None:
        """End the scheduler and all workers."""
        self._cluster.close(10)


@contextmanager
def local(folder: Path, workers: int = 2) -> Iterator[Local]:
    """A cluster until the context ends; without Dask the test is skipped."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address=":0",
        silence_logs=logging.CRITICAL + 1,
        local_directory=str(folder),
    ) as cluster:
        yield Local(cluster)
