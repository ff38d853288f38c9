"""What a pull request's run says of its differences, and how much of it fits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.differences import fleet, tenant, write
from tests.emit.test_history import git
from tests.fleet import ROOT

SCRIPT = ROOT / ".github" / "differences.sh"
DOTMAC = f"""#!/usr/bin/env bash
exec {sys.executable} -c 'from dotmac_manifests.cli.main import run; run()' "$@"
"""
LARGEST = 1_048_576  # bytes that GitHub takes for a step's summary

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("git")), reason="needs bash and git"
)


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    home = tmp_path / "clone"
    write(home / "dist", fleet(tenant("acme")))
    git(home, "init", "-q")
    git(home, "add", "-A")
    git(home, "commit", "-qm", "x")
    return home


def run(home: Path, base: str = "HEAD") -> tuple[int, str, str]:
    """Exit code, log and summary of the script."""
    program, summary = home.parent / "dotmac", home.parent / "summary.md"
    program.write_text(DOTMAC)
    program.chmod(0o755)
    own = {"DOTMAC": str(program), "GITHUB_STEP_SUMMARY": str(summary), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["bash", SCRIPT, base],
        cwd=home,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, summary.read_text() if summary.exists() else ""


def test_differences_are_no_failure(home: Path) -> None:
    write(home / "dist", fleet(tenant("acme", "v2")))
    code, log, summary = run(home)
    assert code == 0
    assert log.startswith("HEAD:dist → dist: 2 objects changed")
    assert summary.startswith(
        "## Differences of the manifests\n\n`HEAD:dist` → `dist`: **2 objects"
    )


def test_nothing_is_said_too(home: Path) -> None:
    assert run(home)[2].rstrip().endswith("**no object differs**")


def test_what_cannot_be_compared_is_a_failure(home: Path) -> None:
    assert run(home, "nope")[0] != 0


def test_a_summary_is_never_too_large(home: Path) -> None:
    text = "é" * 99 + "\n"
    settings = "".join(f"    {text}" for _ in range(8_000))
    new = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns}\ndata:\n  a: |\n"
    write(home / "dist", {"us-east-1/new.yaml": f"{new}    a\n"})
    git(home, "add", "-A")
    git(home, "commit", "-qm", "y")
    write(home / "dist", {"us-east-1/new.yaml": f"{new}    a\n{settings}"})
    code, log, summary = run(home)
    assert code == 0
    assert log.count("é" * 99) == 8_000
    assert LARGEST - 140_000 < len(summary.encode()) <= LARGEST
    assert summary.endswith("The log of this step has the rest.\n")
