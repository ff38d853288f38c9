"""`dist/` is owned whole: nothing stale, nothing torn, nobody else's files."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.emit import tree
from dotmac_manifests.emit.tree import (
    MARKER,
    MARKER_TEXT,
    TEMPORARY,
    TreeError,
    claim,
    compare,
    existing,
    locked,
    write,
)

segments = st.sampled_from(["a", "b", "c.yaml", "d"])
paths = st.lists(segments, min_size=1, max_size=3).map("/".join)
contents = st.binary(max_size=8)


def _prefix_free(files: dict[str, bytes]) -> bool:
    return not any(other.startswith(f"{path}/") for path in files for other in files)


trees = st.dictionaries(paths, contents, max_size=8).filter(_prefix_free)


def _bring(root: Path, files: dict[str, bytes]) -> None:
    files = {**files, MARKER: MARKER_TEXT}
    write(root, files, compare(root, files, existing(root) - files.keys()))


def _read(root: Path) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in existing(root)}


@given(trees, trees)
def test_whatever_was_there_the_folder_holds_just_what_was_rendered(
    before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "dist"
        _bring(root, before)
        _bring(root, after)
        assert _read(root) == {**after, MARKER: MARKER_TEXT}
        empty = [found for found, folders, names in os.walk(root) if not folders and not names]
        assert not [found for found in empty if found != str(root)]


@given(trees, trees)
def test_comparing_names_every_difference_and_writes_nothing(
    before: dict[str, bytes], after: dict[str, bytes]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "dist"
        _bring(root, before)
        found = compare(root, after, existing(root) - after.keys() - {MARKER})
        assert set(found.added) == after.keys() - before.keys()
        assert set(found.removed) == before.keys() - after.keys()
        assert set(found.changed) == {
            path for path in after.keys() & before.keys() if after[path] != before[path]
        }
        assert _read(root) == {**before, MARKER: MARKER_TEXT}


def test_an_unchanged_file_is_not_written_again(tmp_path: Path) -> None:
    root = tmp_path / "dist"
    _bring(root, {"a.yaml": b"1"})
    before = (root / "a.yaml").stat()
    _bring(root, {"a.yaml": b"1", "b.yaml": b"2"})
    after = (root / "a.yaml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("content", ["file", "folder"])
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, content: str) -> None:
    mine = tmp_path / "thesis"
    mine.mkdir()
    (mine / "chapter").write_text("x") if content == "file" else (mine / "chapter").mkdir()
    with pytest.raises(TreeError, match="not made by dotmac"):
        claim(mine)


def test_a_new_and_an_empty_folder_are_welcome_but_a_file_is_not(tmp_path: Path) -> None:
    claim(tmp_path / "new")
    (tmp_path / "empty").mkdir()
    claim(tmp_path / "empty")
    (tmp_path / "file").write_text("")
    with pytest.raises(TreeError, match="not a folder"):
        claim(tmp_path / "file")


def test_links_are_replaced_and_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    root = tmp_path / "dist"
    _bring(root, {"a/b.yaml": b"1"})
    (root / "stray").symlink_to(outside)
    (root / "a/b.yaml").unlink()
    (root / "a/b.yaml").symlink_to(outside / "kept")
    _bring(root, {"a/b.yaml": b"1"})
    assert not (root / "stray").is_symlink()
    assert not (root / "a/b.yaml").is_symlink()
    assert (outside / "kept").read_text() == "x"


def test_right_bytes_behind_a_link_are_written_into_the_folder_itself(tmp_path: Path) -> None:
    root = tmp_path / "dist"
    _bring(root, {"a/b.yaml": b"1", "c.yaml": b"2"})
    (root / "a").rename(tmp_path / "a")
    (root / "a").symlink_to(tmp_path / "a")
    (root / "c.yaml").rename(tmp_path / "c.yaml")
    (root / "c.yaml").symlink_to(tmp_path / "c.yaml")
    found = compare(root, {"a/b.yaml": b"1", "c.yaml": b"2"}, frozenset({"a"}))
    assert (found.added, found.changed) == (("a/b.yaml",), ("c.yaml",))
    _bring(root, {"a/b.yaml": b"1", "c.yaml": b"2"})
    assert not (root / "a").is_symlink()
    assert not (root / "c.yaml").is_symlink()
    assert _read(root) == {"a/b.yaml": b"1", "c.yaml": b"2", MARKER: MARKER_TEXT}


def test_a_first_run_that_was_killed_before_its_marker_is_healed(tmp_path: Path) -> None:
    (tmp_path / (MARKER + TEMPORARY)).write_bytes(MARKER_TEXT[:5])
    claim(tmp_path)
    _bring(tmp_path, {"a.yaml": b"1"})
    assert _read(tmp_path) == {"a.yaml": b"1", MARKER: MARKER_TEXT}


def test_an_interruption_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    root = tmp_path / "dist"
    _bring(root, {"a.yaml": b"1"})
    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _bring(root, {"a.yaml": b"2"})
    assert _read(root) == {"a.yaml": b"1", MARKER: MARKER_TEXT}


def test_nothing_is_replaced_before_everything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes, create: Any = tree._create) -> Any:
        if data == b"last":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return create(path, data)

    root = tmp_path / "dist"
    _bring(root, {"a.yaml": b"1", "b.yaml": b"1"})
    monkeypatch.setattr(tree, "_create", full)
    with pytest.raises(TreeError, match=r"dist/b\.yaml: No space left on device; nothing was"):
        _bring(root, {"a.yaml": b"2", "b.yaml": b"last"})
    assert _read(root) == {"a.yaml": b"1", "b.yaml": b"1", MARKER: MARKER_TEXT}


def test_a_lock_makes_the_folder_and_takes_an_empty_one_away(tmp_path: Path) -> None:
    with locked(tmp_path / "new"):
        assert (tmp_path / "new").is_dir()
    assert not (tmp_path / "new").exists()
    (tmp_path / "empty").mkdir()
    with locked(tmp_path / "empty"):
        pass
    assert (tmp_path / "empty").is_dir()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    root = tmp_path / "dist"
    _bring(root, {"a/b.yaml": b"1"})
    (root / "a/b.yaml").unlink()
    (root / "a").rmdir()
    (root / "a").symlink_to(tmp_path / "nowhere" / "deep")
    with pytest.raises(TreeError, match="run again"):
        write(root, {"a/b.yaml": b"1"}, compare(root, {"a/b.yaml": b"1"}, frozenset()))


KILLED = """
import sys
from pathlib import Path
from dotmac_manifests.emit.tree import MARKER, MARKER_TEXT, compare, existing, write
root, value = Path(sys.argv[1]), sys.argv[2].encode()
files = {f"{n % 7}/{n}.yaml": value * 4000 for n in range(300)} | {MARKER: MARKER_TEXT}
print("ready", flush=True)
write(root, files, compare(root, files, existing(root) - files.keys()))
"""


@pytest.mark.parametrize("delay", [0.0, 0.002, 0.005, 0.01, 0.02, 0.03])
def test_a_run_that_is_killed_leaves_each_file_old_or_new_and_the_next_heals(
    tmp_path: Path, delay: float
) -> None:
    root = tmp_path / "dist"
    old = {f"{n % 7}/{n}.yaml": b"old" * 4000 for n in range(300)}
    _bring(root, old)
    run = subprocess.Popen([sys.executable, "-c", KILLED, str(root), "new"], stdout=subprocess.PIPE)
    assert run.stdout is not None
    run.stdout.readline()
    time.sleep(delay)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    for path, data in _read(root).items():
        if path != MARKER and TEMPORARY not in path:
            assert data in (b"old" * 4000, b"new" * 4000)
    new = dict.fromkeys(old, b"new" * 4000)
    _bring(root, new)
    assert _read(root) == {**new, MARKER: MARKER_TEXT}


def test_a_rename_that_is_refused_names_the_file_that_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(one: str, other: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", one, None, other)

    root = tmp_path / "dist"
    _bring(root, {"a/b.yaml": b"1"})
    monkeypatch.setattr("os.replace", refused)
    with pytest.raises(TreeError, match=r"dist/a/b\.yaml: Permission denied; run again"):
        _bring(root, {"a/b.yaml": b"2"})
