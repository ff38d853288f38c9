"""A fleet with hostile values is the same bytes in `dist/` by every way there is.

Sixty tenants; `python -m tests.emit.test_every_way 1000` does the same with a thousand.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.fleet import write_fleet
from tests.cli.running import Run, dotmac
from tests.dask_cluster import Local, local

TENANTS = 60
SHARDS = 3

Bytes = dict[str, bytes]


class Ways:
    """One fleet, rendered in one way after the other."""

    def __init__(self, home: Path, tenants: int) -> None:
        self.home, self.root = home, home / "fleet"
        write_fleet(self.root, tenants, hostile=True)
        self.direct = self.synth("direct", "--direct", "--no-cache")

    def run(self, *arguments: str | Path) -> Run:
        """`dotmac synth`, which has to succeed."""
        done = dotmac("synth", "-C", self.root, *arguments)
        assert done.code == 0, done.err
        return done

    def synth(self, name: str, *arguments: str | Path) -> Bytes:
        """What a way gives in a folder of its own."""
        out = self.home / name
        self.run("--out", out, *arguments)
        return contents(out)

    def fast(self) -> Bytes:
        """Without Node, in one process."""
        return self.synth("fast", "--jobs", "1", "--no-cache")

    def processes(self) -> Bytes:
        """In two processes, and remembered."""
        return self.synth("again", "--jobs", "2", "--cache-dir", self.home / "cache")

    def cached(self) -> Bytes:
        """From what is remembered of that, after a tenant was edited, and back."""
        cache = ("--cache-dir", self.home / "cache")
        file = sorted((self.root / "tenants").iterdir())[0]
        text = file.read_text("utf-8")
        flag, value = re.findall(r"(enablePartnerManagement: )(true|false)", text)[0]
        other = "false" if value == "true" else "true"
        file.write_text(text.replace(flag + value, flag + other), "utf-8")
        edited = self.synth("again", *cache)
        file.write_text(text, "utf-8")
        found = self.synth("again", *cache)
        assert edited != found
        return found

    def dask(self, cluster: Local) -> Bytes:
        """On a cluster of which a worker is killed while it renders."""
        before = cluster.pids()
        with ThreadPoolExecutor(1) as pool:
            run: Future[Bytes] = pool.submit(
                self.synth, "dask", "--scheduler", cluster.address, "--no-cache"
            )
            killed = cluster.kill_one_at_work()
            found = run.result()
        assert killed in before
        assert killed not in cluster.pids()
        return found

    def merged(self) -> Bytes:
        """In shards that are merged."""
        shards = self.home / "shards"
        numbers = range(1, SHARDS + 1)
        with ThreadPoolExecutor(2) as pool:
            runs = [
                pool.submit(
                    self.run, "--shard", f"{n}/{SHARDS}", "--out", shards / str(n), "--jobs", "1"
                )
                for n in numbers
            ]
            for run in runs:
                run.result()
        held = [contents(shards / str(n)).keys() - {".dotmac", "shard.jsonl"} for n in numbers]
        assert sum(map(len, held)) == len(frozenset().union(*held)) == len(self.direct) - 1
        return self.synth("merged", "--merge", shards, "--no-cache")


def contents(folder: Path) -> Bytes:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Ways:
    return Ways(tmp_path_factory.mktemp("ways"), TENANTS)


def test_one_process_gives_the_bytes_of_the_direct_way(ways: Ways) -> None:
    same(ways.fast(), ways.direct)


def test_two_processes_and_what_is_remembered_of_them_give_them_too(ways: Ways) -> None:
    same(ways.processes(), ways.direct)
    same(ways.cached(), ways.direct)


def test_shards_give_them_too(ways: Ways) -> None:
    same(ways.merged(), ways.direct)


def test_a_cluster_that_loses_a_worker_gives_them_too(ways: Ways, tmp_path: Path) -> None:
    with local(tmp_path) as cluster:
        same(ways.dask(cluster), ways.direct)


def same(found: Bytes, wanted: Bytes) -> None:
    """All files, byte by byte; says which differ, and not in what."""
    differing = {path for path in found.keys() | wanted if found.get(path) != wanted.get(path)}
    assert not sorted(differing)[:5]


def main(tenants: int) -> None:
    """Every way over so many tenants, and how long each took."""
    home = Path(tempfile.mkdtemp())
    try:
        begun = time.monotonic()
        ways = Ways(home, tenants)
        sys.stdout.write(f"direct: {len(ways.direct)} files, {time.monotonic() - begun:.0f} s\n")
        with local(home / "workers") as cluster:
            for name in ("fast", "processes", "cached", "merged", "dask"):
                begun = time.monotonic()
                same(ways.dask(cluster) if name == "dask" else getattr(ways, name)(), ways.direct)
                sys.stdout.write(f"{name}: the same bytes, {time.monotonic() - begun:.0f} s\n")
                sys.stdout.flush()
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main(int(sys.argv[1]))
