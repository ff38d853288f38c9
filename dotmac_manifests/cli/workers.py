"""Who renders what is many at once: this process, others of this machine, or a cluster's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor


@dataclass(frozen=True)
class Workers:
    """``jobs`` processes of this machine, or those of a Dask scheduler at an address."""

    jobs: int
    scheduler: str | None = None

    @contextmanager
    def executor(self) -> Iterator[Executor | None]:
        """The workers, until the context ends; None when this process is enough."""
        if self.scheduler is not None:
            from dotmac_manifests.emit.scheduler import Scheduler

            with Scheduler(self.scheduler) as cluster:
                yield cluster
        elif self.jobs == 1:
            yield None
        else:
            from dotmac_manifests.emit.batch import Workers as Processes

            with Processes(self.jobs) as processes:
                yield processes
