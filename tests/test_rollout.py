"""A roll-out over sixty tenants: ring by ring, a gate that closes, an abort, no trace."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT
from tests.walkthrough import BETWEEN_BLOCKS, START, Clone

TENANTS = 60
IMAGES = ("isp-ops-app", "isp-backend", "platform-admin-app", "platform-backend")
RINGS = ("staging", "control-plane", "early", "general")


@pytest.fixture(name="clone")
def _clone(tmp_path: Path) -> Clone:
    """Sixty tenants of all plans and regions; the enterprises are early."""
    clone = Clone(tmp_path)
    for name in ("regions", "tenants", "dist"):
        shutil.rmtree(clone.root / name)
    generator = [sys.executable, ROOT / "benchmarks/fleet.py", clone.root, str(TENANTS)]
    subprocess.run(generator, check=True, capture_output=True)
    platform = clone.root / "platform.yaml"
    text = platform.read_text()
    chosen = "plans: [enterprise]\n        environments: [production]"
    early = re.sub(r"matchLabels:\n +dotmac.io/cohort: growth", chosen, text)
    platform.write_text(early)
    assert early != text
    done(clone, "synth")
    done(clone, "release add v1.3.0 " + " ".join(map(_image, IMAGES)))
    clone.run("git add --all && git commit --quiet --message fleet")
    return clone


def _image(name: str) -> str:
    return f"--image {name}=registry.dotmac.io/dotmac/{name}@sha256:{len(name):064d}"


def done(clone: Clone, command: str, block: int = 0, code: int = 0) -> str:
    run = clone.run(f"dotmac {command}", START + BETWEEN_BLOCKS * block)
    assert run.returncode == code, run.stdout
    return run.stdout


def running(clone: Clone, version: str) -> set[str]:
    """Tenants whose rendered application runs a release."""
    files = clone.root.glob("dist/*/tenants/*/application.yaml")
    return {file.parent.name for file in files if f":{version}@" in file.read_text()}


def members(clone: Clone, *rings: str) -> set[str]:
    """Tenants of some rings that take part in roll-outs."""
    plan = build_plan(load_fleet(clone.root))
    return {slug for slug, tenant in plan.tenants.items() if tenant.ring in rings}


def test_a_closed_gate_an_abort_and_no_trace(clone: Clone) -> None:
    start = clone.commit()
    assert [len(members(clone, ring)) > 5 for ring in RINGS] == [True, False, True, True]
    done(clone, "rollout start v1.3.0")
    assert running(clone, "v1.3.0") == members(clone, "staging")
    evidence = clone.root.parent / "evidence.json"
    for block, ring in enumerate(("control-plane", "early"), 1):
        clone.run(f"argocd app list -o json > {evidence}")
        done(clone, f"rollout promote --ring {ring} --evidence {evidence}", block)
        done(clone, f"rollout promote --ring {ring} --evidence {evidence}", block)  # no change
    assert running(clone, "v1.3.0") == members(clone, "staging", "early")
    clone.run("git add --all && git commit --quiet --message early")

    clone.run(f"argocd app list -o json > {evidence}")
    applications = json.loads(evidence.read_text())
    sick = next(
        one
        for one in applications
        if one["metadata"]["name"].removeprefix("tenant-") in members(clone, "early")
    )
    sick["status"]["health"] = {"status": "Degraded", "message": "back-off restarting"}
    evidence.write_text(json.dumps(applications))
    told = done(clone, f"rollout promote --evidence {evidence}", 3, code=1)
    assert f"{sick['metadata']['name']} is Degraded, not Healthy: back-off restarting" in told
    assert clone.run("git status --porcelain").stdout == ""

    done(clone, "rollout abort --reason 'it crashes'", 3)
    assert running(clone, "v1.3.0") == set()
    clone.run("git add --all && git commit --quiet --message aborted")
    assert clone.changed(start) == ["rollouts/v1.3.0.yaml"]
    assert "state: aborted" in (clone.root / "rollouts/v1.3.0.yaml").read_text()


def test_one_tenant_goes_back_and_nobody_else(clone: Clone) -> None:
    done(clone, "rollout start v1.3.0")
    clone.run("git add --all && git commit --quiet --message staging")
    start = clone.commit()
    slug = min(members(clone, "staging"))
    done(clone, f"rollout rollback --tenant {slug}")
    assert running(clone, "v1.3.0") == members(clone, "staging") - {slug}
    clone.run("git add --all && git commit --quiet --message back")
    assert clone.changed(start)
    assert all(f"/{slug}" in path for path in clone.changed(start))
