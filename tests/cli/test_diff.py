"""`dotmac diff` as people and pipelines run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import dotmac
from tests.differences import fleet, tenant, write
from tests.emit.test_history import git


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    write(tmp_path / "dist", fleet(tenant("acme"), tenant("bolt")))
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    return tmp_path


def test_by_default_what_is_not_committed_is_shown(home: Path) -> None:
    same = dotmac("diff", cwd=home)
    assert (same.code, same.out) == (0, "HEAD:dist → dist: no object differs\n")
    write(home / "dist", fleet(tenant("acme", "v2"), tenant("bolt", "v2")))
    run = dotmac("diff", cwd=home)
    assert (run.code, run.err) == (1, "")
    assert run.out.startswith("HEAD:dist → dist: 4 objects changed\n")
    assert "\x1b" not in run.out
    assert not run.modules & {"jsii", "cdk8s", "jsonschema"}
    assert dotmac("diff", "HEAD", "HEAD", cwd=home).code == 0


def test_colours_are_for_those_who_can_see_them(home: Path) -> None:
    write(home / "dist", fleet(tenant("acme", "v2")))
    assert "\x1b[" in dotmac("diff", cwd=home, FORCE_COLOR="1").out
    assert "\x1b[3" not in dotmac("diff", cwd=home, FORCE_COLOR="1", NO_COLOR="1").out


def test_json_and_processes(home: Path) -> None:
    write(home / "dist", fleet(tenant("acme", "v2")))
    one, two = (dotmac("diff", "-o", "json", "-j", jobs, cwd=home) for jobs in ("1", "2"))
    assert one.out == two.out
    assert json.loads(one.out)["summary"]["total"] == {"added": 0, "changed": 2, "removed": 0}


def test_parts_are_written_and_old_ones_removed(home: Path) -> None:
    write(home / "parts", {"part-2.md": "old", "part-3.md": "old", "other.md": "kept"})
    write(home / "dist", fleet(tenant("acme", "v2")))
    run = dotmac("diff", "-o", "markdown", "--split", "parts", cwd=home)
    assert (run.code, run.out, run.err) == (1, "", "1 part in parts\n")
    assert sorted(path.name for path in (home / "parts").iterdir()) == ["other.md", "part-1.md"]
    whole = dotmac("diff", "-o", "markdown", cwd=home)
    assert (home / "parts/part-1.md").read_text() == whole.out


def test_only(home: Path) -> None:
    write(home / "dist", fleet(tenant("acme", "v2")))
    run = dotmac("diff", "--only", "Deployment", cwd=home)
    assert "1 object changed" in run.out
    none = dotmac("diff", "--only", "nobody", cwd=home)
    assert (none.code, none.err.split(":")[0]) == (0, "note")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nope",), "is no folder, and no revision"),
        (("HEAD", "dist", "--split", "x"), "--split is for"),
        (("HEAD:nope",), "is no folder, and no revision"),
        (("dist", "empty"), "holds no manifest"),
    ],
)
def test_what_cannot_be_judged_is_told(home: Path, arguments: tuple[str, ...], said: str) -> None:
    (home / "empty").mkdir()
    run = dotmac("diff", *arguments, cwd=home)
    assert run.code == 2
    assert said in run.err


def test_unreadable_manifests_are_told(home: Path) -> None:
    (home / "dist/us-east-1/bad.yaml").write_text("a: [1")
    run = dotmac("diff", cwd=home)
    assert (run.code, run.err.split(":")[:2]) == (2, ["dist/us-east-1/bad.yaml", "1"])
