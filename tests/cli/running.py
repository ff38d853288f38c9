"""Runs the command line as a program of its own, and tells what it loaded and started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.fleet import ROOT

PROGRAM = """
import atexit, json, sys
from pathlib import Path

started = []
starts = ("subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")
sys.addaudithook(lambda event, _: started.append(event) if event.startswith(starts) else None)
report = Path(sys.argv.pop(1))
atexit.register(
    lambda: report.write_text(json.dumps({"modules": sorted(sys.modules), "started": started}))
)
from dotmac_manifests.cli.main import run
run()
"""


@dataclass(frozen=True)
class Run:
    """How a run of `dotmac` ended; ``modules`` are all that were imported by then."""

    code: int
    out: str
    err: str
    modules: frozenset[str]
    started: tuple[str, ...]
    """Every start of another program, by its audit event."""


def dotmac(*arguments: str | Path, cwd: Path = ROOT, stdin: str = "", **environment: str) -> Run:
    """Run `dotmac` with these arguments, input and additional environment variables."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, report, *arguments],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        told = json.loads(report.read_text())
    return Run(
        done.returncode,
        done.stdout,
        done.stderr,
        frozenset(told["modules"]),
        tuple(told["started"]),
    )
