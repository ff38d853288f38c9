"""How much a run of `synth` does, counted: so a loss of speed shows without a clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fleet import ROOT

PROGRAM = """
import atexit, os, sys

report, root = sys.argv.pop(1), os.path.realpath(sys.argv.pop(1))
opened, started = [], []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        path = os.path.normpath(os.path.join(os.getcwd(), arguments[0]))
        if path.startswith(root + os.sep) and not os.path.isdir(path):
            mode = arguments[1] or ("w" if (arguments[2] or 0) & os.O_WRONLY else "r")
            opened.append((path[len(root) + 1:], "r" if "r" in mode else "w"))
    elif event in ("subprocess.Popen", "os.posix_spawn", "os.exec"):
        started.append(event)

def tell():
    told = {"opened": opened, "started": started, "modules": sorted(sys.modules)}
    import json
    with open(report, "w") as file:
        json.dump(told, file)

atexit.register(tell)
sys.addaudithook(watch)
from dotmac_manifests.cli.main import run
run()
"""
COSTLY = {"typer", "rich", "pydantic", "yaml", "jsii", "dataclasses", "pathlib", "inspect"}
COSTLY |= {"typing", "json", "re", "enum"}


class Work:
    """Which files one run of `synth` opened below its fleet, what it started and imported."""

    def __init__(self, root: Path, *arguments: str) -> None:
        report = root.parent / "report.json"
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, report, root, "synth", *arguments],
            cwd=root,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "DOTMAC_CACHE_DIR": str(root.parent / "cache"),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(report.read_text())
        self.out, self.err = done.stdout, done.stderr
        self.read = sorted({path for path, mode in told["opened"] if mode == "r"})
        self.written = [path for path, mode in told["opened"] if mode == "w"]
        self.started = told["started"]
        self.modules = frozenset(told["modules"])


@pytest.fixture
def small(inputs: Path) -> Path:
    """One region with two tenants, rendered."""
    platform = inputs / "platform.yaml"
    for path in (*inputs.glob("regions/*"), *inputs.glob("tenants/*")):
        if path.stem not in ("us-east-1", "fast-fiber", "metro-fiber"):
            path.unlink()
    assert platform.is_file()
    Work(inputs)
    return inputs


def test_nothing_to_do_opens_no_file_and_imports_little(small: Path) -> None:
    first = Work(small)  # settles what was written a moment ago
    work = Work(small)
    assert (work.read, work.written, work.started) == ([], [], [])
    assert not work.modules & COSTLY
    assert len(work.modules) < 70
    assert work.out == ""
    assert work.err == first.err
    assert work.err.endswith(" unchanged\n")


def test_a_touched_input_is_read_and_nothing_else_is_done(small: Path) -> None:
    os.utime(small / "tenants/metro-fiber.yaml")
    work = Work(small)
    inputs = {path for path in work.read if not path.startswith("dist")}
    assert "tenants/metro-fiber.yaml" in inputs
    assert "tenants/fast-fiber.yaml" not in inputs
    assert (work.written, work.started) == ([], [])
    assert not Work(small).read


def test_one_tenant_costs_its_own_files(small: Path) -> None:
    Work(small)
    path = small / "tenants/metro-fiber.yaml"
    path.write_text(path.read_text().replace("displayName: ", "displayName: New "))
    work = Work(small)
    own = ("us-east-1/tenants/metro-fiber/", "us-east-1/argocd/tenants/metro-fiber.")
    assert "tenants/fast-fiber.yaml" not in work.read
    others = [path for path in work.read if not any(one in path for one in own)]
    assert [path for path in others if path.startswith("dist/")] == ["dist/.dotmac"]
    changed = work.out.splitlines()
    assert changed
    assert all(any(one in line for one in (*own, "metro-fiber.sha256")) for line in changed)
    assert work.started == []
    assert not work.modules & {"typer", "rich", "cdk8s", "multiprocessing.spawn"}
    assert len(work.written) == len(changed)
    assert all(path.startswith("dist/.dotmac-new/") for path in work.written)


@pytest.mark.parametrize("arguments", [("--out", "dist"), ("-C", "."), ("--root=.", "--out=dist")])
def test_quick_answers_know_the_places(arguments: tuple[str, ...], small: Path) -> None:
    Work(small)
    assert "typer" not in Work(small, *arguments).modules


def test_mistakes_are_told_as_the_command_tells_them(small: Path) -> None:
    Work(small)
    path = small / "tenants/metro-fiber.yaml"
    path.write_text(path.read_text().replace("plan: ", "plam: "))
    program = [sys.executable, "-c", "from dotmac_manifests.cli.main import run; run()", "synth"]
    told = {
        (done.returncode, done.stdout, done.stderr)
        for arguments in ((), ("--no-cache",))
        for done in [
            subprocess.run(
                [*program, *arguments],
                cwd=small,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=False,
            )
        ]
    }
    assert len(told) == 1
    code, out, err = told.pop()
    assert (code, out) == (2, "")
    assert "tenants/metro-fiber.yaml:" in err
    assert "plam" in err


@pytest.mark.parametrize("arguments", [("--check",), ("--no-cache",), ("-o", "json")])
def test_other_options_are_left_to_the_whole_command(
    arguments: tuple[str, ...], small: Path
) -> None:
    Work(small)
    work = Work(small, *arguments)
    assert "typer" in work.modules
    assert work.written == []
    if arguments == ("--check",):
        assert sum(path.startswith("dist/") for path in work.read) > 30
        assert work.started == []
    if arguments == ("-o", "json"):
        assert json.loads(work.out)["changed"] == []
