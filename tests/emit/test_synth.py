"""The whole fleet: the committed `dist/` is what the inputs say, on any machine, in any order."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML
from typer.testing import CliRunner

from dotmac_manifests.cli.app import build
from dotmac_manifests.components.cdk import App
from dotmac_manifests.emit.synth import Selection, synth
from dotmac_manifests.emit.unit import units
from dotmac_manifests.kube.yaml_writer import dump
from tests.fleet import ROOT, seed_plan

DIST = ROOT / "dist"
MANIFESTS = sorted(DIST.rglob("*.yaml"))


def _tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def _run(arguments: list[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    code = "from dotmac_manifests.cli.main import run; run()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """A copy of the inputs and of `dist/`."""
    root = tmp_path / "fleet"
    root.mkdir()
    shutil.copy(ROOT / "platform.yaml", root)
    for folder in ("regions", "tenants", "dist"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


def test_the_committed_dist_is_what_the_inputs_say() -> None:
    result = CliRunner().invoke(build(), ["synth", "--check", "-o", "json", "--root", str(ROOT)])
    assert json.loads(result.stdout) | {"unchanged": 0, "objects": 0, "files": 0} == {
        "added": [],
        "changed": [],
        "removed": [],
        "unchanged": 0,
        "objects": 0,
        "files": 0,
        "warnings": list(seed_plan().warnings),
    }
    assert result.exit_code == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "424242", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/New_York"},
    ],
    ids=["c-tokyo", "turkish-new-york"],
)
def test_another_machine_renders_the_same_bytes(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    out = tmp_path / "elsewhere"
    run = _run(["synth", "--root", str(ROOT), "--out", str(out)], tmp_path, **environment)
    assert run.returncode == 0, run.stderr
    assert _tree(out) == _tree(DIST)


def test_one_tenant_alone_gives_the_bytes_of_all(tmp_path: Path) -> None:
    selection = Selection(tenants=frozenset({"fast-fiber"}))
    synth(seed_plan(), tmp_path / "one", selection)
    found = _tree(tmp_path / "one")
    found.pop(".dotmac")
    committed = _tree(DIST)
    assert found == {path: committed[path] for path in found}
    assert "us-east-1/tenants/fast-fiber/isolation.yaml" in found


def test_a_region_alone_leaves_the_others_alone(fleet: Path) -> None:
    shutil.rmtree(fleet / "dist/eu-west-1/cluster")
    (fleet / "dist/us-east-1/cluster/priorities.yaml").write_text("broken")
    run = _run(["synth", "--region", "eu-west-1"], fleet)
    assert run.returncode == 0, run.stderr
    committed = _tree(DIST)
    committed["us-east-1/cluster/priorities.yaml"] = b"broken"
    assert _tree(fleet / "dist") == committed


def test_a_new_tenant_changes_no_file_but_its_own(fleet: Path) -> None:
    text = (fleet / "tenants/metro-fiber.yaml").read_text()
    text = text.replace("name: metro-fiber", "name: newcomer").replace("metro-fiber-9", "new-1")
    (fleet / "tenants/newcomer.yaml").write_text(text)
    run = _run(["synth", "-o", "json"], fleet)
    summary = json.loads(run.stdout)
    assert (summary["changed"], summary["removed"]) == ([], [])
    assert summary["added"] == [
        "index/us-east-1/tenants/newcomer.sha256",
        "us-east-1/argocd/tenants/newcomer.yaml",
        *sorted(
            path for path in summary["added"] if path.startswith("us-east-1/tenants/newcomer/")
        ),
    ]


def test_a_check_names_each_file_that_differs_and_writes_nothing(fleet: Path) -> None:
    (fleet / "dist/us-east-1/root.yaml").write_text("edited: by hand\n")
    (fleet / "dist/us-east-1/stray.yaml").write_text("stray: true\n")
    (fleet / "dist/eu-west-1/root.yaml").unlink()
    before = _tree(fleet / "dist")
    run = _run(["synth", "--check"], fleet)
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        "+ eu-west-1/root.yaml",
        "~ us-east-1/root.yaml",
        "- us-east-1/stray.yaml",
    ]
    assert _tree(fleet / "dist") == before
    assert _run(["synth"], fleet).returncode == 0
    assert _tree(fleet / "dist") == _tree(DIST)


def test_a_tenant_whose_file_just_disappears_keeps_everything(fleet: Path) -> None:
    (fleet / "tenants/harbor-link.yaml").unlink()
    before = _tree(fleet / "dist")
    for arguments in (["synth"], ["synth", "--check"]):
        run = _run(arguments, fleet)
        assert run.returncode == 2
        assert "tenants/harbor-link.yaml: is gone, but dist/eu-west-1/tenants" in run.stderr
        assert "dotmac tenant offboard harbor-link" in run.stderr
    assert _tree(fleet / "dist") == before


def test_a_tenant_that_left_takes_its_files_along_and_nothing_else(fleet: Path) -> None:
    (fleet / "tenants/harbor-link.yaml").unlink()
    (fleet / "tombstones").mkdir()
    (fleet / "tombstones/harbor-link.yaml").write_text(
        "apiVersion: dotmac.io/v1\nkind: Tombstone\nmetadata:\n  name: harbor-link\nspec:\n"
        "  tenant: harbor-link\n  region: eu-west-1\n  reason: left\n  approvedBy: somebody\n"
    )
    summary = json.loads(_run(["synth", "-o", "json"], fleet).stdout)
    assert (summary["added"], summary["changed"]) == ([], [])
    assert summary["removed"]
    assert all("harbor-link" in path for path in summary["removed"])


def test_every_file_has_its_hash_in_one_index() -> None:
    listed: dict[str, str] = {}
    for index in sorted((DIST / "index").rglob("*.sha256")):
        for line in index.read_text().splitlines():
            digest, path = line.split("  ", 1)
            assert path not in listed
            listed[path] = digest
    assert listed == {
        path.relative_to(DIST).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in MANIFESTS
    }


def test_no_two_objects_of_a_cluster_share_an_identity() -> None:
    for region in seed_plan().regions:
        seen: dict[tuple[str, str, str, str], Path] = {}
        for path in sorted((DIST / region).rglob("*.yaml")):
            for found in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):
                meta = found["metadata"]
                group = found["apiVersion"].rpartition("/")[0]
                identity = (group, found["kind"], meta.get("namespace", ""), meta["name"])
                assert identity not in seen, (identity, path, seen.get(identity))
                seen[identity] = path


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    elif isinstance(value, str):
        yield value


def test_a_reader_of_yaml_1_2_agrees_with_one_of_1_1() -> None:
    """File by file for the cluster and for one tenant, and for every text of the whole fleet
    (a pure YAML 1.2 reader takes 7 ms an object; what it could read otherwise is a scalar)."""
    modern = YAML(typ="safe", pure=True)
    texts: set[str] = set()
    for path in MANIFESTS:
        old = list(yaml.load_all(path.read_bytes(), yaml.CSafeLoader))
        texts.update(_scalars(old))
        if path.parent in (DIST / "us-east-1/tenants/fast-fiber", DIST / "us-east-1/cluster"):
            assert list(modern.load_all(path.read_text())) == old, path
    document = {"texts": sorted(texts)}
    assert modern.load(dump([document])) == document


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@pytest.mark.parametrize("region", sorted(seed_plan().regions))
def test_kustomize_reads_the_same_objects(region: str, tmp_path: Path) -> None:
    base = tmp_path / region
    shutil.copytree(DIST / region, base)
    files = sorted(path.relative_to(base).as_posix() for path in base.rglob("*.yaml"))
    (base / "kustomization.yaml").write_text(yaml.safe_dump({"resources": files}))
    run = subprocess.run(
        ["kubectl", "kustomize", str(base)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr

    def objects(texts: list[str]) -> list[str]:
        found: list[Any] = []
        for text in texts:
            found.extend(yaml.load_all(text, yaml.CSafeLoader))
        return sorted(json.dumps(document, sort_keys=True) for document in found)

    assert objects([run.stdout]) == objects([(base / name).read_text() for name in files])


def test_cdk8s_itself_sees_the_same_objects_as_our_emission() -> None:
    for unit in units(seed_plan()):
        if unit.name in ("us-east-1/tenants/fast-fiber", "us-east-1/cluster"):
            for chart in unit.charts(App()):
                assert sorted(map(str, chart.to_json())) == sorted(map(str, chart.bodies))
