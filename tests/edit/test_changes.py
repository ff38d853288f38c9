"""Change sets: what they refuse, how they write, and what a kill leaves behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dotmac_manifests.edit.changes import TEMPORARY, ChangeError, ChangeSet

BEFORE = {
    "platform.yaml": b"a: 1\n",
    "tenants/a.yaml": b"a: 1",
    "tenants/b.yaml": b"b: 1\r\nc: 2\r\n",
}
AFTER: dict[str, bytes | None] = {
    "platform.yaml": b"a: 2\n",
    "rollouts/new.yaml": "ä: 1\n".encode(),
    "tenants/a.yaml": b"a: 2",
    "tenants/b.yaml": None,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, data in BEFORE.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def content(root: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_write_brings_the_files_to_what_it_says(root: Path) -> None:
    (root / "platform.yaml").chmod(0o640)
    changes = ChangeSet(AFTER)
    assert changes.touched(root) == tuple(AFTER)
    assert not changes.empty(root)
    changes.write(root)
    assert content(root) == {path: data for path, data in AFTER.items() if data is not None}
    assert (root / "platform.yaml").stat().st_mode & 0o777 == 0o640
    assert changes.empty(root)
    assert changes.diff(root) == ""
    changes.write(root)


def test_what_is_there_already_is_not_written(root: Path) -> None:
    before = (root / "platform.yaml").stat()
    ChangeSet({"platform.yaml": b"a: 1\n", "tenants/none.yaml": None}).write(root)
    assert (root / "platform.yaml").stat() == before


def test_git_applies_the_diff(root: Path) -> None:
    diff = ChangeSet(AFTER).diff(root)
    assert "--- /dev/null\n+++ b/rollouts/new.yaml\n" in diff
    assert "\\ No newline at end of file" in diff
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "apply", "-"], cwd=root, check=True, input=diff.encode())
    assert content(root) == {path: data for path, data in AFTER.items() if data is not None}


@pytest.mark.parametrize(
    "path", ["/etc/x", "../x", "a/../../x", "", ".", "./a", "a//b", "a\\b", "a/"]
)
def test_paths_stay_below_the_root(path: str) -> None:
    with pytest.raises(ChangeError, match="no path below the root"):
        ChangeSet({path: b""})


@pytest.mark.parametrize("link", ["tenants/link.yaml", "away/a.yaml"])
def test_links_are_refused_before_anything_is_written(root: Path, link: str) -> None:
    (root / "tenants/link.yaml").symlink_to(root / "platform.yaml")
    (root / "away").symlink_to(root / "tenants")
    before = content(root)
    changes = ChangeSet({"platform.yaml": b"a: 2\n", link: b"x"})
    for act in (changes.write, changes.diff, changes.empty):
        with pytest.raises(ChangeError, match="links"):
            act(root)
    assert content(root) == before


def test_folders_are_refused(root: Path) -> None:
    with pytest.raises(ChangeError, match="not a regular file"):
        ChangeSet({"tenants": b""}).write(root)
    with pytest.raises(ChangeError, match="not a folder"):
        ChangeSet({"platform.yaml/x": b""}).write(root)


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_a_kill_leaves_old_or_new_and_the_next_run_completes(
    root: Path, renames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [renames]
    replace = Path.replace

    def dies(self: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dies)
        patched.setattr(Path, "unlink", lambda *_, **__: None)  # a kill cleans nothing
        with pytest.raises(KeyboardInterrupt):
            ChangeSet(AFTER).write(root)
    found = content(root)
    temporary = [path for path in found if path.endswith(TEMPORARY)]
    assert len(temporary) == 1
    assert Path(temporary[0]).name.startswith(".")
    for path in found.keys() - temporary:
        assert found[path] in (BEFORE.get(path), AFTER[path])
    ChangeSet(AFTER).write(root)
    assert content(root) == {path: data for path, data in AFTER.items() if data is not None}


def test_an_interruption_cleans_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(ChangeError, match="No space left"):
        ChangeSet(AFTER).write(root)
    assert {path for path in content(root) if path.endswith(TEMPORARY)} == set()
    assert content(root) == BEFORE


def test_a_set_does_not_change() -> None:
    files: dict[str, bytes | None] = {"b": b"", "a": None}
    changes = ChangeSet(files)
    files.clear()
    assert list(changes.files) == ["a", "b"]
    with pytest.raises(TypeError):
        changes.files["c"] = b""  # type: ignore[index]
