"""What a Git revision had and dist/ has no more, seen with real git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dotmac_manifests.emit.history import gone_since
from dotmac_manifests.git import GitError

OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n  namespace: n\n"


def git(root: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=n", "-c", "user.email=n@example.com"]
    run = subprocess.run(
        ["git", "-C", str(root), *identity, *arguments], capture_output=True, text=True, check=True
    )
    return run.stdout


@pytest.fixture(name="dist", params=["dist", "deep/er/out put"])
def _dist(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    git(tmp_path, "init", "-q")
    dist = tmp_path / str(request.param)
    (dist / "r/tenants/a").mkdir(parents=True)
    (dist / "r/tenants/a/x.yaml").write_text("---\n".join(OBJECT.format(n) for n in ("a", "b")))
    (dist / "r/tenants/a/ü.yaml").write_text(OBJECT.format("c"))
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    return dist


def lost(dist: Path, revision: str = "HEAD") -> list[str]:
    return [one.identity.name for one in gone_since(dist, revision)]


def test_a_file_removed_together_with_its_render_is_noticed(dist: Path) -> None:
    assert lost(dist) == []
    (dist / "r/tenants/a/ü.yaml").unlink()
    (dist / "r/tenants/a/x.yaml").write_text(OBJECT.format("a"))
    assert lost(dist) == ["b", "c"]
    git(dist, "commit", "-qam", "gone")
    assert (lost(dist), lost(dist, "HEAD~1")) == ([], ["b", "c"])


def test_what_moved_to_another_file_of_its_region_is_there(dist: Path) -> None:
    (dist / "r/tenants/a/x.yaml").write_text(OBJECT.format("a"))
    (dist / "r/new.yaml").write_text(OBJECT.format("b"))
    assert lost(dist) == []
    (dist / "r/new.yaml").rename(dist / "new.yaml")
    assert lost(dist) == ["b"]


@pytest.mark.parametrize("revision", ["nope", "--upload-pack=x", "HEAD~9"])
def test_an_unknown_revision_is_told(dist: Path, revision: str) -> None:
    with pytest.raises(GitError, match=r"revision|rev-parse"):
        gone_since(dist, revision)


def test_a_folder_outside_of_git_is_told(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    with pytest.raises(GitError, match="git"):
        gone_since(tmp_path / "dist", "HEAD")
