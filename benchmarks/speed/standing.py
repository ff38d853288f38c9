"""How long a process that stays takes to answer to an edit."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.speed.process import Command, Cost, Failed, family, resident


def answer(
    command: Command, said: str, edit: Callable[[], None], environment: Mapping[str, str]
) -> Cost:
    """From an edit to the line with ``said`` that tells of it; memory as it is then.

    It is the second edit, since there is a first one only once in a long while. Processor time is
    what the process and those that it has waited for have used meanwhile, in ticks of the system's
    clock. Raises Failed when the process ends by itself.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        _until(process, said)
        edit()
        _until(process, said)
        used = _processor(process.pid)
        edit()
        start = time.perf_counter()
        _until(process, said)
        wall = time.perf_counter() - start
        memory = [resident(pid) for pid in family(process.pid)]
        return Cost(wall, _processor(process.pid) - used, sum(memory), max(memory))
    finally:
        process.kill()
        process.communicate()


def _until(process: subprocess.Popen[str], said: str) -> None:
    told = []
    for line in process.stderr or ():
        told.append(line)
        if said in line:
            return
    raise Failed(f"it ended, and said: {''.join(told)[-500:]}")


def _processor(pid: int) -> float:
    """Seconds; 0 where the system does not tell."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return 0.0
    ticks = text.rpartition(")")[2].split()[11:15]  # of itself, and of children that have ended
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
