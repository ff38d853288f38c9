"""Runs the console blocks of a document in a scratch clone, with real git, and compares."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.fleet import ROOT

START = datetime(2026, 11, 21, 9, 0)
BETWEEN_BLOCKS = timedelta(hours=30)
"""Longer than any ring of the fleet bakes."""


@dataclass(frozen=True)
class Step:
    """A command, what the document says that it prints, and how many blocks came before."""

    command: str
    expected: tuple[str, ...]
    block: int


def steps(page: str) -> Iterator[Step]:
    """The commands of all console blocks, in order."""
    for number, block in enumerate(re.findall(r"```console\n(.*?)```", page, re.DOTALL)):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.rstrip("\n").split("\n")
            yield Step(command, tuple(lines), number)


def scenarios(page: str) -> dict[str, str]:
    """Text of each second-level heading, by its title."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def matches(expected: tuple[str, ...], printed: str) -> bool:
    """Whether the lines are those expected; `…` stands for any text, alone for any lines."""
    pattern = []
    for line in expected:
        if line == "…":
            pattern.append(r"(?:.*\n)*?")
        else:
            pattern.append(".*".join(map(re.escape, line.split("…"))) + r" *\n")
    return re.fullmatch("".join(pattern), printed) is not None


class Clone:
    """A repository of its own with the inputs and dist/ of this one, and commands to run in it."""

    def __init__(self, folder: Path) -> None:
        self.root, self._tools = folder / "fleet", folder / "tools"
        self._tools.mkdir(parents=True)
        files = subprocess.run(
            ["git", "-C", str(ROOT), "ls-files", "-z", "--", "platform.yaml", "regions", "tenants",
             "dist", "rollouts", "tombstones", "removals"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        for name in filter(None, files.split("\0")):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_bytes((ROOT / name).read_bytes())
        self._tool("dotmac", "from dotmac_manifests.cli.main import run; run()")
        self._tool("argocd", "from tests.walkthrough import argocd; argocd()")
        for command in ("git init --quiet", "git add --all", "git commit --quiet -m start"):
            self.run(command)

    def _tool(self, name: str, program: str) -> None:
        file = self._tools / name
        file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{program}" "$@"\n')
        file.chmod(0o755)

    def run(self, command: str, now: datetime = START) -> subprocess.CompletedProcess[str]:
        """Run a shell command as an operator would; stdout and stderr are one."""
        return subprocess.run(
            ["sh", "-c", command],
            cwd=self.root,
            env={
                **os.environ,
                "PATH": f"{self._tools}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "DOTMAC_NOW": now.strftime("%Y-%m-%dT%H:%MZ"),
                **{
                    f"GIT_{who}_{what}": f"operator{'@example.com' * (what == 'EMAIL')}"
                    for who in ("AUTHOR", "COMMITTER")
                    for what in ("NAME", "EMAIL")
                },
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def walk(self, page: str) -> None:
        """Run every command of the page; each has to print what the page says."""
        folder = self.root.parent
        for step in steps(page):
            command = step.command.replace("/tmp/", f"{folder}/")
            run = self.run(command, START + BETWEEN_BLOCKS * step.block)
            shown = "\n".join(
                line for line in run.stdout.splitlines() if not line.startswith("warning: ")
            )
            printed = f"{shown}\n" if shown else ""
            assert matches(step.expected, printed), f"$ {step.command}\n{run.stdout}"

    def changed(self, since: str) -> list[str]:
        """Files that differ from a revision."""
        return self.run(f"git diff --name-only {since}").stdout.split()

    def commit(self) -> str:
        """The present revision."""
        return self.run("git rev-parse HEAD").stdout.strip()


def argocd() -> None:
    """Stands in for Argo CD: the clusters run what dist/ of the current folder says, healthily."""
    sys.stdout.write(json.dumps(list(_applications(Path("dist")))))


def _applications(dist: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(dist.glob("*/argocd/**/*.yaml")):
        for found in yaml.load_all(path.read_bytes(), yaml.CSafeLoader):
            source = found.get("spec", {}).get("source", {})
            if found["kind"] != "Application" or "path" not in source:
                continue
            texts = (file.read_text() for file in sorted(Path(source["path"]).glob("*.yaml")))
            images = sorted(
                {image for text in texts for image in re.findall(r"image: (\S+)", text)}
            )
            found["status"] = {
                "health": {"status": "Healthy"},
                "sync": {"status": "Synced"},
                "operationState": {"phase": "Succeeded"},
                "summary": {"images": images},
            }
            yield found
