"""How many processes a command uses, and what becomes of them when it ends."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor

WORTHWHILE = 8_000_000
"""Bytes of YAML, about a second's work, from which starting processes pays."""


def usable_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def count(jobs: int | None, tasks: int, size: int) -> int:
    """How many processes to use for independent tasks on ``size`` bytes; 1 is this one alone.

    ``jobs`` is what was asked for; None lets the cores and the size decide.
    """
    wanted = jobs or (usable_cores() if size >= WORTHWHILE else 1)
    return max(1, min(wanted, tasks))


@contextmanager
def executor(processes: int) -> Iterator[Executor | None]:
    """That many processes, or None when the caller is enough. None outlives the caller."""
    if processes == 1:
        yield None
        return
    from dotmac_manifests.pool import Pool

    pool = Pool(processes, initializer=_prepare)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _prepare() -> None:
    """In a new process: as in the caller, no search for garbage; and end when the caller ends."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches all; only the caller speaks
    threading.Thread(target=_end_with_the_caller, daemon=True).start()


def _end_with_the_caller() -> None:
    from multiprocessing import parent_process

    caller = parent_process()
    if caller is not None:
        caller.join()
        os._exit(1)
