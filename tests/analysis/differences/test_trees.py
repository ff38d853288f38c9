"""Folders and revisions as sets of manifests, with real git."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotmac_manifests.analysis.differences.compare import carry_out
from dotmac_manifests.analysis.differences.trees import Revision, open_trees
from dotmac_manifests.analysis.differences.work import work_on
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.errors import DotmacError
from tests.differences import fleet, tenant, told, write
from tests.emit.test_history import git


@pytest.fixture(name="home", params=["sha1", "sha256"])
def _home(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    git(tmp_path, "init", "-q", f"--object-format={request.param}")
    home = tmp_path / "a folder"
    write(home / "dist", fleet(tenant("acme"), tenant("böse")))
    (home / "dist/notes.txt").write_text("no manifest")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    monkeypatch.chdir(home)
    return home


def found(old: str, new: str) -> list[str]:
    return told(carry_out(work_on(*open_trees(old, new, "dist", Path()), Site())))


def test_a_revision_and_what_was_made_of_it(home: Path) -> None:
    assert found("HEAD", "dist") == []
    write(home / "dist", fleet(tenant("acme", replicas=3)))
    (home / "dist/us-east-1/tenants/böse/edge.yaml").unlink()
    expected = ["changed Deployment tenant-acme/isp-backend", "removed Ingress tenant-böse/isp"]
    assert found("HEAD", "dist") == expected
    assert found("HEAD:a folder/dist", str(home / "dist")) == expected
    git(home, "commit", "-qam", "y")
    assert found("HEAD~1", "HEAD") == expected
    assert found("HEAD~1:./dist/us-east-1", "dist/us-east-1") == expected


def test_equal_content_has_equal_names_and_is_not_read(home: Path) -> None:
    old, new = open_trees("HEAD", "dist", "dist", Path())
    assert old.files() == new.files()
    assert work_on(old, new, Site()).tasks == ()
    assert isinstance(old, Revision)
    assert (old.name, old.where("x.yaml")) == ("HEAD:dist", "HEAD:dist/x.yaml")


def test_two_files_are_two_sets(home: Path) -> None:
    one = "dist/us-east-1/tenants/acme/edge.yaml"
    assert found(one, one.replace("acme", "böse")) == [
        "removed Ingress tenant-acme/isp",
        "added Ingress tenant-böse/isp",
    ]


@pytest.mark.parametrize(
    "name", ["nope", "HEAD:nope", "--help", "", "HEAD:a folder/dist/notes.txt"]
)
def test_what_is_neither_is_told(home: Path, name: str) -> None:
    with pytest.raises(DotmacError, match=r"is no|needs a name|git ls-tree"):
        found(name, "dist")
