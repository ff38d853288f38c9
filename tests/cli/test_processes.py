"""Processes are started when they pay, and never more than there is work for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dotmac_manifests.cli.processes import WORTHWHILE, count, executor, usable_cores
from tests.cli.running import dotmac
from tests.fleet import ROOT

ORPHAN = """
import os, signal
from dotmac_manifests.cli.processes import executor
with executor(2) as pool:
    print(*{pool.submit(os.getpid).result() for _ in range(20)}, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("jobs", "tasks", "size", "processes"),
    [
        (None, 4, WORTHWHILE - 1, 1),
        (None, 1, WORTHWHILE, 1),
        (None, 0, 0, 1),
        (1, 4, WORTHWHILE, 1),
        (3, 4, 0, 3),
        (8, 4, 0, 4),
    ],
)
def test_how_many(jobs: int | None, tasks: int, size: int, processes: int) -> None:
    assert count(jobs, tasks, size) == processes


def test_large_inputs_get_every_core() -> None:
    assert count(None, 1000, WORTHWHILE) == usable_cores()


def test_the_caller_is_enough_for_one() -> None:
    with executor(1) as pool:
        assert pool is None


def test_no_process_outlives_its_caller() -> None:
    command = [sys.executable, "-c", ORPHAN]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=False, env={"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == -signal.SIGKILL
    workers = [int(word) for word in done.stdout.split()]
    assert workers
    for _ in range(500):
        if not any(map(alive, workers)):
            break
        time.sleep(0.02)
    assert not any(map(alive, workers))


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended but that nobody has asked after does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_small_fleet_starts_no_process_and_the_report_is_the_same_either_way() -> None:
    alone = dotmac("verify", "--rule", "X", "-o", "json")
    assert "os.fork" not in alone.started
    together = dotmac("verify", "--rule", "X", "-o", "json", "--jobs", "3")
    assert (together.code, together.out) == (alone.code, alone.out)


def test_jobs_are_at_least_one() -> None:
    assert dotmac("verify", "--jobs", "0").code == 2
