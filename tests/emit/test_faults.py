"""Whatever happens to a run, the next one brings `dist/` to what the inputs say."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dotmac_manifests.components import node as nodejs
from dotmac_manifests.emit import cache_found, cache_inputs, cache_save
from dotmac_manifests.emit.cache_state import unchanged
from tests.cli.running import dotmac
from tests.emit.fleets import Workshop
from tests.fleet import ROOT

ATTEMPTS = 100
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="has other signals and mounts")


@POSIX
def test_a_run_that_is_killed_at_any_moment_is_healed_by_the_next(tmp_path: Path) -> None:
    """A hundred times: at moments spread over every file that a run touches, and at any time."""
    told = _campaign(tmp_path, "kill")
    assert told["wrong"] == []
    assert told["attempts"] == ATTEMPTS
    assert told["killed"] > ATTEMPTS // 2  # the others were through before their time


@POSIX
def test_runs_at_the_same_time_leave_what_one_would(tmp_path: Path) -> None:
    assert _campaign(tmp_path, "crowd") == {"codes": [0] * 6, "wrong": []}


def _campaign(folder: Path, mode: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.emit.killing", folder, mode],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own, of 8 MB."""
    folder = tmp_path / "fleet" / "dist"
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("disks cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def _inputs(root: Path) -> None:
    """One region with one tenant."""
    root.mkdir(exist_ok=True)
    shutil.copy(ROOT / "platform.yaml", root)
    for path in ("regions/us-east-1.yaml", "tenants/metro-fiber.yaml"):
        (root / path).parent.mkdir()
        shutil.copy(ROOT / path, root / path)


def _tree(root: Path) -> dict[str, bytes]:
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def _edit(root: Path) -> None:
    path = root / "tenants/metro-fiber.yaml"
    path.write_text(path.read_text().replace("displayName: ", "displayName: New "))


def _healed(root: Path) -> bool:
    """Whether one more run leaves what a run into a new folder writes."""
    run = dotmac("synth", cwd=root)
    clean = root.parent / "clean"
    other = dotmac("synth", "--no-cache", "--out", clean, cwd=root)
    return (run.code, other.code) == (0, 0) and _tree(root / "dist") == _tree(clean)


@POSIX
def test_a_full_disk_is_told_and_leaves_everything_as_it_was(small_disk: Path) -> None:
    root = small_disk.parent
    _inputs(root)
    assert dotmac("synth", cwd=root).code == 0
    before = _tree(root)
    _edit(root)
    edited = (root / "tenants/metro-fiber.yaml").read_bytes()
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 4096)
            except OSError:
                break
    run = dotmac("synth", cwd=root)
    assert run.code == 2
    assert run.err.splitlines()[-1].endswith("No space left on device; nothing was changed")
    assert "Traceback" not in run.err
    filler.unlink()
    assert _tree(root) == {**before, "tenants/metro-fiber.yaml": edited}
    assert _healed(root)


@POSIX
def test_a_folder_that_cannot_be_written_is_told_and_healed(small_disk: Path) -> None:
    root = small_disk.parent
    _inputs(root)
    assert dotmac("synth", cwd=root).code == 0
    before = _tree(small_disk)
    _edit(root)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    run = dotmac("synth", cwd=root)
    assert run.code == 2
    assert run.err.splitlines()[-1].endswith("Read-only file system; nothing was changed")
    assert "Traceback" not in run.err
    assert _tree(small_disk) == before
    assert dotmac("synth", "--check", cwd=root).code == 1
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert _healed(root)


@POSIX
def test_a_limit_on_files_is_told_and_healed(tmp_path: Path) -> None:
    assert _campaign(tmp_path, "limited") == {
        "told": "a.yaml: File too large; nothing was changed",
        "wrong": [],
    }


@POSIX
def test_a_node_that_dies_is_told_and_healed(tmp_path: Path) -> None:
    root = tmp_path / "fleet"
    _inputs(root)
    pid = tmp_path / "pid"
    node = tmp_path / "node"
    node.write_text(f'#!/bin/sh\necho $$ > "{pid}"\nexec "{nodejs.NODE}" "$@"\n')
    node.chmod(0o755)
    run = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from tests.emit.fleets import slowly; slowly()",
            "synth",
            "--direct",
        ],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "JSII_NODE": str(node)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "rendering\n"
    os.kill(int(pid.read_text()), signal.SIGKILL)
    _, err = run.communicate()
    assert run.returncode == 2
    assert err.startswith("Node.js ended while it was rendering; nothing was changed.")
    assert len(err.splitlines()) == 1
    assert not (root / "dist").exists()
    assert _healed(root)


@pytest.mark.parametrize("shift", [-(10**18), -(10**10), 10**10, 10**18])
def test_a_clock_that_moves_hides_no_edit(
    shift: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run sees one time of day and the files have another; the second is back."""
    shop = Workshop(tmp_path)
    with monkeypatch.context() as moved:
        now = time.time_ns
        for module in (cache_inputs, cache_found, cache_save):
            moved.setattr(module.time, "time_ns", lambda: now() + shift)
        shop.synth()
    for path in ("tenants/lion-net.yaml", "tenants/citynet.yaml"):
        os.utime(shop.root / path, ns=(now() + shift, now() + shift))
    shop.synth()
    assert shop.dist() == shop.clean()
    file = shop.out / "us-east-1/tenants/fast-fiber/a.yaml"
    before = file.stat()
    file.write_bytes(file.read_bytes()[:-2] + b"!\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert unchanged(shop.cache, str(shop.root), str(shop.out)) is None
    shop.synth()
    assert shop.dist() == shop.clean()
