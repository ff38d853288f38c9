"""`dotmac synth --watch`: one process, and dist/ follows the inputs."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from tests.cli.running import dotmac
from tests.fleet import ROOT

PATIENCE = 60  # seconds for a machine that is busy with other tests
PROGRAM = "from dotmac_manifests.cli.main import run; run()"
WATCH = ("synth", "--watch")
RENDERED = "unchanged"
"""In the sentence that tells of every render."""


class Watching:
    """A process that watches a copy of the fleet, and what it says."""

    def __init__(self, root: Path, process: subprocess.Popen[str]) -> None:
        self.root, self._process = root, process
        self._lines: Queue[str | None] = Queue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._lines.put(line)
        self._lines.put(None)

    def until(self, text: str) -> str:
        """Everything that it says up to a line that has the text."""
        said = []
        while True:
            line = self._lines.get(timeout=PATIENCE)
            assert line is not None, said
            said.append(line)
            if text in line:
                return "".join(said)

    def edit(self, name: str, old: str, new: str) -> None:
        """Edit an input as editors do, by a new file in place of the old one."""
        path = self.root / name
        text = path.read_text("utf-8")
        assert old in text
        fresh = path.with_name(f".{path.name}.swp")
        fresh.write_text(text.replace(old, new), "utf-8")
        fresh.replace(path)

    def interrupt(self) -> int:
        """Ctrl-C, and the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE)


@contextmanager
def watching(root: Path, cache: Path) -> Iterator[Watching]:
    """A fleet of its own under watch."""
    for name in ("platform.yaml", "regions", "tenants", "dist"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, root / name)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *WATCH, "--root", str(root), "--cache-dir", str(cache)],
        cwd=root.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    try:
        yield Watching(root, process)
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other ones there")
def test_dist_follows_the_inputs_through_edits_and_mistakes(tmp_path: Path) -> None:
    root = tmp_path / "fleet"
    root.mkdir()
    with watching(root, tmp_path / "cache") as watched:
        assert "0 added, 0 changed, 0 removed" in watched.until(RENDERED)
        watched.edit("tenants/citynet.yaml", "City Net Broadband", "City Net")
        assert " changed, 0 removed" in (said := watched.until(RENDERED))
        assert " 0 changed" not in said
        assert "City Net Broadband" not in (
            root / "dist/us-east-1/tenants/citynet/configuration.yaml"
        ).read_text("utf-8")
        before = {path: path.read_bytes() for path in (root / "dist").rglob("*.yaml")}
        watched.edit("tenants/citynet.yaml", "displayName:", "displayNames:")
        assert "tenants/citynet.yaml" in watched.until("is not a field of this object")
        assert {path: path.read_bytes() for path in (root / "dist").rglob("*.yaml")} == before
        watched.edit("tenants/citynet.yaml", "displayNames:", "displayName:")
        assert "0 added, 0 changed, 0 removed" in watched.until(RENDERED)
        (root / "tenants/another.yaml").write_bytes((root / "tenants/citynet.yaml").read_bytes())
        watched.until("citynet")
        (root / "tenants/another.yaml").unlink()
        watched.until(RENDERED)
        assert watched.interrupt() == 130
    done = dotmac("synth", "--check", "--no-cache", cwd=root)
    assert done.code == 0, done.out


def test_a_fleet_that_was_moved_away_is_not_made_again(tmp_path: Path) -> None:
    root = tmp_path / "fleet"
    root.mkdir()
    with watching(root, tmp_path / "cache") as watched:
        watched.until(RENDERED)
        root.rename(tmp_path / "moved")
        watched.until("platform.yaml: cannot be read")
        assert not root.exists()
        (tmp_path / "moved").rename(root)
        assert "0 added, 0 changed, 0 removed" in watched.until(RENDERED)


@pytest.mark.parametrize("other", ["--check", "--tenant=citynet", "--output=json"])
def test_it_watches_whole_fleets_and_tells_people(other: str) -> None:
    done = dotmac("synth", "--watch", other)
    assert done.code == 2
    assert f"--watch does not go with {other.partition('=')[0]}" in done.err + done.out
