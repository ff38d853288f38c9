"""The verbs as people type them: help, exit codes, refusals, dry runs, completion."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from typer.testing import CliRunner

from dotmac_manifests.cli.app import build
from dotmac_manifests.cli.inputs import region_names, tenant_names
from tests.cli.running import dotmac
from tests.delivery.argocd import reports
from tests.delivery.desk import NOW, Desk
from tests.fleet import ROOT

NOON = ("--now", "2026-11-21T12:00Z")


def ran(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr, of a run that starts no Node."""
    result = CliRunner().invoke(build(), [*arguments, "-C", str(root)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def commands(group: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from commands(command, *path, name)
        else:
            yield (*path, name), command


COMMANDS = dict(commands(typer.main.get_command(build())))
VERBS = [path for path in COMMANDS if len(path) == 2]


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_the_help_of_a_verb_says_all_and_fits_in_the_list(path: tuple[str, ...]) -> None:
    command = COMMANDS[path]
    first, *rest = command.help.split("\n\n")
    assert first.endswith((".", "…"))
    assert len(first) <= 66, "the list of commands would cut it"
    assert all(paragraph.rstrip().endswith(".") for paragraph in rest)
    for parameter in command.params:
        if parameter.name != "help":
            assert getattr(parameter, "help", None), parameter.name
    shown = CliRunner().invoke(build(), [*path, "--help"])
    assert shown.exit_code == 0
    assert first.replace("…", "")[:40] in " ".join(shown.stdout.split())


@pytest.mark.parametrize(
    "path", [path for path in VERBS if path[1] not in ("list", "show", "plan", "status")],
    ids=" ".join,
)  # fmt: skip
def test_every_verb_that_writes_can_be_tried_first(path: tuple[str, ...]) -> None:
    names = {option for one in COMMANDS[path].params for option in one.opts}
    assert {"--dry-run", "--output", "--root"} <= names


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("tenant set cytinet seats=3", "There is no tenant 'cytinet'; known: citynet, demo-isp"),
        ("tenant scale cytinet isp-backend --cpu 1", "no tenant 'cytinet'"),
        ("tenant suspend cytinet --reason x", "no tenant 'cytinet'"),
        ("tenant resume cytinet", "no tenant 'cytinet'"),
        ("tenant freeze cytinet --until 2027-01-01 --reason x", "no tenant 'cytinet'"),
        ("tenant move cytinet --to eu-west-1", "no tenant 'cytinet'"),
        ("tenant move cytinet --cancel", "no tenant 'cytinet'"),
        ("tenant offboard cytinet --confirm cytinet --approved-by x", "no tenant 'cytinet'"),
        ("release pin cytinet v1.2.4", "no tenant 'cytinet'"),
        ("release unpin cytinet", "no tenant 'cytinet'"),
        ("rollout rollback --tenant cytinet", "no tenant 'cytinet'"),
        ("flag set enableRadius=true --tenant cytinet", "no tenant 'cytinet'"),
        ("flag list --tenant cytinet", "no tenant 'cytinet'"),
        ("tenant set citynet", "Say what to change: PATH=VALUE, or --unset PATH"),
        ("tenant set citynet seets=3", "did you mean seats?"),
        ("tenant set nordlicht placement.compliance=[]", "by hand"),
        ("tenant new x/y --name N --plan starter --region us-east-1", "the name of a file"),
        ("tenant new x --name N --plan gold --region us-east-1", "'starter', 'professional'"),
        ("tenant new citynet --name N --plan starter --region us-east-1", "dotmac tenant set"),
        ("tenant move citynet", "Say where citynet moves: --to REGION"),
        ("tenant move citynet --to us-east-1 --phase swithc", "known: prepare, switch"),
        ("tenant offboard citynet --confirm city --approved-by x", "--confirm citynet"),
        ("tenant offboard citynet --confirm citynet --approved-by x --stage go", "known: approved"),
        ("tenant freeze citynet --until 2020-01-01 --reason x", "2020-01-01 is over"),
        ("tenant freeze citynet --until 2026-02-30 --reason x", "2026-02-30"),
        ("release add v9.0.0", "lacks isp-ops-app"),
        ("release remove v1.2.3", "is in use by ring staging"),
        ("rollout start v9.9.9", "There is no release 'v9.9.9'"),
        ("rollout plan v9.9.9", "There is no release 'v9.9.9'"),
        ("rollout promote", "No roll-out is under way; `dotmac rollout start RELEASE`"),
        ("rollout promote --evidence no-such-file.json", "no-such-file.json: No such file"),
        ("rollout promote --evidence .", "Is a directory"),
        ("rollout abort --reason x", "No roll-out is under way"),
        ("rollout rollback", "Say either --ring NAME or --tenant SLUG"),
        ("rollout rollback --ring early --tenant citynet", "Say either"),
        ("rollout rollback --ring erly", "There is no ring 'erly'; known: staging"),
        ("region retire us-east-1 --reason x --approved-by x --confirm us", "repeat its name"),
        ("region retire us-east-1 --reason x --approved-by x --confirm us-east-1", "still has"),
    ],
)  # fmt: skip
def test_a_mistake_ends_with_code_2_and_a_sentence_that_helps(
    inputs: Path, arguments: str, told: str
) -> None:
    before = Desk(inputs).files()
    code, out, err = ran(inputs, *arguments.split())
    assert (code, out) == (2, "")
    assert told in err.replace("\n", " ")
    assert "Traceback" not in err
    assert Desk(inputs).files() == before
    assert not (inputs / "dist").exists()


def test_programs_get_refusals_as_json(inputs: Path) -> None:
    code, out, err = ran(inputs, "tenant", "resume", "cytinet", "-o", "json")
    assert (code, err) == (2, "")
    assert json.loads(out)["error"].startswith("There is no tenant 'cytinet'")
    code, out, _ = ran(inputs, "tenant", "set", "citynet", "seats=-1", "-o", "json")
    (problem,) = json.loads(out)["problems"]
    assert (code, problem["field"]) == (2, "spec.seats")


@pytest.fixture(name="rolling")
def _rolling(inputs: Path) -> Path:
    """v1.2.4 is in the first ring."""
    from dotmac_manifests.delivery.rollouts import start

    Desk(inputs).do(start, "v1.2.4", NOW)
    return inputs


def test_what_is_held_back_ends_with_code_1(rolling: Path) -> None:
    code, out, err = ran(rolling, "rollout", "promote", *NOON)
    assert (code, out) == (1, "")
    assert "argocd app list -o json" in err
    assert "staging-us-east-1" in err
    code, out, _ = ran(rolling, "rollout", "promote", "--now", "2026-11-21", "-o", "json")
    assert code == 1
    assert "bakes until 2026-11-21T11:30Z" in json.loads(out)["heldBack"]


def test_the_status_names_what_is_wrong_and_ends_with_code_1_then(rolling: Path) -> None:
    code, out, _ = ran(rolling, "rollout", "status", *NOON)
    assert code == 0
    assert "v1.2.4 is running" in out
    assert "pinned to v1.2.4" in out
    found = reports(Desk(rolling).plan)
    file = rolling.parent / "apps.json"
    file.write_text(json.dumps(found))
    assert ran(rolling, "rollout", "status", *NOON, "--evidence", str(file))[0] == 0
    found[-2]["status"]["health"]["status"] = "Degraded"  # not in this ring
    found[0]["status"]["sync"]["status"] = found[1]["status"]["sync"]["status"] = "OutOfSync"
    file.write_text(json.dumps({"items": found}))
    code, out, _ = ran(rolling, "rollout", "status", *NOON, "--evidence", str(file))
    assert code == 1
    assert "staging-us-east-1 platform-admin is OutOfSync, not Synced" in out
    assert "Degraded" not in out
    code, out, _ = ran(rolling, "rollout", "status", *NOON, "-o", "json")
    assert json.loads(out)["rings"][0]["state"] == "open"


def test_the_plan_of_a_roll_out_is_a_page_and_data(inputs: Path) -> None:
    code, out, err = ran(inputs, "rollout", "plan", "v1.2.4")
    assert (code, err) == (0, "")
    assert "us-east-1 (control plane)" in out
    assert "isp-backend: v1.2.3 -> v1.2.4" in out
    waves = json.loads(ran(inputs, "rollout", "plan", "v1.2.4", "-o", "json")[1])
    assert [wave["ring"] for wave in waves] == ["staging", "control-plane", "early", "general"]
    assert waves[3]["held"] == {"harbor-link": "pinned to v1.2.4"}


def test_evidence_comes_through_a_pipe(rolling: Path) -> None:
    arguments = ["rollout", "status", *NOON, "--evidence", "-", "-C", str(rolling)]
    found = json.dumps(reports(Desk(rolling).plan))
    assert CliRunner().invoke(build(), arguments, input=found).exit_code == 0
    assert CliRunner().invoke(build(), arguments, input="").exit_code == 2


def test_slugs_and_regions_are_completed(inputs: Path, tmp_path: Path) -> None:
    context: Any = click.Context(click.Command("x"))
    context.params = {"root": inputs}
    assert tenant_names(context, "") == sorted(Desk(inputs).plan.tenants)
    assert tenant_names(context, "fa") == ["fast-fiber"]
    assert region_names(context, "eu") == ["eu-west-1"]
    context.params = {"root": tmp_path / "nowhere"}
    assert tenant_names(context, "") == []


@pytest.fixture(name="clone", scope="module")
def _clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs with a `dist/` that follows from them."""
    root = tmp_path_factory.mktemp("clone")
    shutil.copy(ROOT / "platform.yaml", root)
    for folder in ("regions", "tenants", "dist"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def test_a_dry_run_writes_nothing_and_its_diff_is_what_the_run_would_do(
    clone: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(clone, other)
    before = tree(clone)
    verb = ["tenant", "new", "newcomer", "--name", "Neu & Gut", "--plan", "starter"]
    verb += ["--location", "EU", "--compliance", "GDPR", "--set", "flags={enableRadius: false}"]
    dry = dotmac(*verb, "--dry-run", "-C", clone)
    assert (dry.code, tree(clone)) == (0, before)
    done = dotmac(*verb, "-o", "json", "-C", other)
    assert done.code == 0, done.out
    told = json.loads(done.out)
    assert told["inputs"] == ["tenants/newcomer.yaml"]
    assert "dist/eu-west-1/tenants/newcomer/namespace.yaml" in {
        path if path.startswith("dist/") else f"dist/{path}" for path in told["added"]
    }
    for arguments in (("init", "-q"), ("apply", "--check", "-"), ("apply", "-")):
        subprocess.run(
            ["git", *arguments], cwd=clone, input=dry.out, text=True, check=True,
            capture_output=True,
        )  # fmt: skip
    assert tree(clone) == tree(other)
    again = dotmac(*verb, "-C", other)
    assert (again.code, again.out, again.err.strip()) == (0, "", "Nothing to change")
