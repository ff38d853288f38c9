"""What one run of a command costs: time, processors, and memory of all its processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

INTERVAL = 0.02  # seconds between two looks at memory
_PROC = Path("/proc")
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024

Command = Sequence[str | Path]


class Failed(Exception):
    """A command that was to be measured did not do its work."""


@dataclass(frozen=True)
class Cost:
    """Wall and processor time in seconds; memory in bytes.

    ``memory`` is the peak of what all processes together have resident, looked at fifty times a
    second; pages that they share count for each. ``largest`` is the peak of the largest process,
    as the system accounts for it, and never less than what the process that measures holds.
    """

    wall: float
    cpu: float
    memory: int
    largest: int


def measure(
    command: Command,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    accepted: Collection[int] = (0,),
) -> Cost:
    """Run a command to its end in a fresh process, without its output.

    Raises Failed with the end of what it said when its exit code is not ``accepted``.
    """
    os.sync()  # what the run before has left to write is not this one's to wait for
    with Path(os.devnull).open("rb") as nothing:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=nothing,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        watch = _Watch(process.pid)
        told = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stderr:
        process.stderr.close()
    sampled = watch.stop()
    if process.returncode not in accepted:
        said = told.decode("utf-8", "replace").strip()[-500:]
        raise Failed(f"{Path(command[0]).name} exited with {process.returncode}: {said}")
    largest = used.ru_maxrss * _MAXRSS_UNIT
    return Cost(wall, used.ru_utime + used.ru_stime, sampled or largest, largest)


def typical(costs: Sequence[Cost]) -> Cost:
    """Medians of times, and the worst of memory, over several runs."""
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        max(cost.memory for cost in costs),
        max(cost.largest for cost in costs),
    )


class _Watch:
    """Looks at the memory of a process and all below it, until told to stop."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        if _PROC.is_dir():
            self._thread.start()

    def stop(self) -> int:
        """The peak in bytes; 0 where the system does not tell."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.wait(INTERVAL):
            self._peak = max(self._peak, sum(map(_resident, _family(self._pid))))


def _family(pid: int) -> list[int]:
    """A process and all below it; one that has just ended has none."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with suppress(OSError):
            for thread in (_PROC / str(one) / "task").iterdir():
                with suppress(OSError):
                    waiting += map(int, (thread / "children").read_text().split())
    return found


def _resident(pid: int) -> int:
    try:
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
