"""What Git is asked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dotmac_manifests.git import Blob, GitError, Repository
from tests.emit.test_history import git


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/ü b.yaml").write_text("a\n\nb")
    (tmp_path / "sub/link.yaml").symlink_to("ü b.yaml")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    return tmp_path


def test_files_of_a_tree_are_below_it_from_wherever_one_asks(home: Path) -> None:
    for folder, name in ((home, "HEAD:sub"), (home / "sub", "HEAD:./")):
        repository = Repository(folder)
        (blob,) = repository.blobs(repository.object_id(name))
        assert (blob.path, blob.size) == ("ü b.yaml", 4)
        assert list(repository.contents([blob.id, "HEAD:nope", blob.id])) == [
            b"a\n\nb",
            None,
            b"a\n\nb",
        ]


def test_without_files_nothing_is_asked(home: Path) -> None:
    assert list(Repository(home / "nowhere").contents([])) == []
    assert Blob("a", "b", 1) == Blob("a", "b", 1)


def test_failures_are_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GitError, match="is no revision"):
        Repository(home).object_id("--all")
    with pytest.raises(GitError, match="rev-parse"):
        Repository(home).object_id("nope")
    monkeypatch.setitem(os.environ, "PATH", "")
    with pytest.raises(GitError, match="not installed"):
        Repository(home).object_id("HEAD")
