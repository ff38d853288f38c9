"""What one run of a command costs: time, processors, and memory of all its processes."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from ctypes import CDLL
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

INTERVAL = 0.02  # seconds between two looks at memory
PATIENCE = 5.0  # seconds for what a command leaves behind
_SET_CHILD_SUBREAPER = 36
_PROC = Path("/proc")
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024

_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}  # installed programs in Python are compiled once

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
    _adopt()
    with Path(os.devnull).open("r+b") as nothing, TemporaryFile() as told:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env={**os.environ, **_COMPILED, **(environment or {})},
            stdin=nothing,
            stdout=nothing,
            stderr=told,
        )
        watch = _Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said = told.read().decode("utf-8", "replace").strip()[-500:]
    sampled = watch.stop()
    shares = [used, *_orphans()]
    if process.returncode not in accepted:
        raise Failed(f"{Path(command[0]).name} exited with {process.returncode}: {said}")
    largest = max(share.ru_maxrss for share in shares) * _MAXRSS_UNIT
    cpu = sum(share.ru_utime + share.ru_stime for share in shares)
    return Cost(wall, cpu, sampled or largest, largest)


def _adopt() -> None:
    """Become the parent of what loses its own, so that its time can be asked for; Linux only.

    A server that forks workers outlives the process that started it by a moment.
    """
    if sys.platform == "linux":
        CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _orphans() -> Iterator[resource.struct_rusage]:
    """What those have used that the command left behind, as far as they end soon."""
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        try:
            pid, _, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid:
            yield used
        else:
            time.sleep(INTERVAL)


def set_aside(folder: Path) -> None:
    """Take what an earlier run wrote out of the way of the next, and delete nothing.

    For minutes after many files were deleted, ext4 takes up to ten times as long to create some:
    it does not give away their inodes yet, and searches past each of them.
    Source: https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/fs/ext4/ialloc.c
    """
    if folder.exists():
        number = sum(1 for _ in folder.parent.glob(f"{folder.name}.*"))
        folder.rename(folder.with_name(f"{folder.name}.{number}"))


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
            self._peak = max(self._peak, sum(map(resident, family(self._pid))))


def family(pid: int) -> list[int]:
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


def resident(pid: int) -> int:
    """Bytes that a process holds; 0 where the system does not tell, or it has ended."""
    try:
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
