"""The workflows do what they say with the least that they need."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.fleet import ROOT

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yaml"))
PIN = re.compile(r"uses: [a-z-]+(/[a-z-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
Body = dict[Any, Any]

every_workflow = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def read(path: Path) -> Body:
    body = yaml.safe_load(path.read_text())
    assert isinstance(body, dict)
    return body


def steps(body: Body) -> list[Body]:
    return [step for job in body["jobs"].values() for step in job["steps"]]


def commands(body: Body) -> list[str]:
    return [step["run"] for step in steps(body) if "run" in step]


@every_workflow
def test_actions_are_pinned_by_commit_with_their_version_beside(path: Path) -> None:
    used = [line.strip() for line in path.read_text().splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not PIN.fullmatch(line)] == []


def test_one_commit_an_action() -> None:
    pins = {pin for path in FILES for pin in re.findall(r"uses: (\S+)", path.read_text())}
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


@every_workflow
def test_nothing_is_permitted_but_what_a_job_names(path: Path) -> None:
    body = read(path)
    assert body["permissions"] == {}
    granted = {"check": {"contents": "read", "security-events": "write"}}
    granted["render"] = {"contents": "write"}
    assert {name: job["permissions"] for name, job in body["jobs"].items()} == {
        path.stem: granted[path.stem]
    }


@every_workflow
def test_a_job_ends_and_keeps_no_credentials(path: Path) -> None:
    body = read(path)
    assert all(job["timeout-minutes"] <= 30 for job in body["jobs"].values())
    checkouts = [
        step for step in steps(body) if step.get("uses", "").startswith("actions/checkout")
    ]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@every_workflow
def test_the_shell_sees_no_expression(path: Path) -> None:
    assert [command for command in commands(read(path)) if "${{" in command] == []


@every_workflow
def test_no_run_has_the_rights_of_the_base_over_code_of_a_fork(path: Path) -> None:
    body = read(path)
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(body[True])


def test_a_change_is_checked_in_full() -> None:
    body = read(FOLDER / "check.yaml")
    assert "pull_request" in body[True]  # YAML 1.1 reads the key `on` as true
    assert commands(body) == [
        "python3 dev.py dotmac validate",
        'python3 dev.py dotmac synth --check --since "$BASE"',
        '.github/differences.sh "$BASE"',
        "python3 dev.py dotmac verify --output github --output sarif=findings.sarif",
    ]
    assert body["concurrency"]["cancel-in-progress"] is True


def test_findings_are_shown_also_when_there_are_some() -> None:
    upload = steps(read(FOLDER / "check.yaml"))[-1]
    assert upload["if"].startswith("${{ !cancelled() &&")
    assert upload["with"]["sarif_file"] == "findings.sarif"


def test_only_one_run_at_a_time_renders_and_none_is_broken_off() -> None:
    body = read(FOLDER / "render.yaml")
    assert body["concurrency"] == {"group": "render", "cancel-in-progress": False}
    assert body[True]["push"] == {"branches": ["main"]}
    assert body["jobs"]["render"]["if"] == "github.ref == 'refs/heads/main'"
    assert commands(body) == [".github/render.sh main"]
