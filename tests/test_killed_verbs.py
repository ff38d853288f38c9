"""A verb that is killed between two files: the inputs are whole, and the next run heals dist/."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT
from tests.walkthrough import Clone

KILLED = """
import os, signal, sys
left = int(sys.argv.pop(1))
replace = os.replace
def counted(one, other):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return replace(one, other)
os.replace = counted
from dotmac_manifests.cli.main import run
run()
"""
NEW = ("tenant", "new", "sky-net", "--name", "Sky", "--plan", "starter", "--location", "US")
LEAVE = ("tenant", "offboard", "metro-fiber", "--approved-by", "cto", "--confirm", "metro-fiber")


@pytest.mark.parametrize("writes", [0, 1, 4])
@pytest.mark.parametrize("verb", [NEW, LEAVE], ids=["new", "offboard"])
def test_the_next_run_completes_what_was_begun(
    verb: tuple[str, ...], writes: int, tmp_path: Path
) -> None:
    clone = Clone(tmp_path)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(writes), *verb],
        cwd=clone.root,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    build_plan(load_fleet(clone.root))
    assert clone.run("dotmac synth").returncode == 0
    assert clone.run("dotmac synth --check").returncode == 0
    again = clone.run(f"dotmac {' '.join(verb)}")
    assert again.returncode == 0, again.stdout
    assert clone.run("git status --porcelain --ignored").stdout.count(".dotmac-") == 0
    if writes:  # the input was written, so the first synth has done all the rest
        assert again.stdout == "Nothing to change\n"
