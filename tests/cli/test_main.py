"""What all commands have in common: no Node, no escape codes in pipes, completion, one usage."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dotmac_manifests import __version__
from tests.cli.running import dotmac
from tests.fleet import ROOT

NODE = {"jsii", "cdk8s", "constructs", "dotmac_manifests.components.cdk"}
SCHEMAS = {"jsonschema", "jsonschema_rs", "kubernetes_validate"}
LARGE = {"rich", "ruamel", "yaml", "jinja2", "asyncio"}
INPUTS = {"yaml", "ruamel.yaml", "dotmac_manifests.spec", "dotmac_manifests.plan"}
HELP = [
    ("--help",),
    *((*command, "--help") for command in (("synth",), ("tenant", "show"), ("region",))),
]
QUICK = [
    *HELP,
    ("--version",),
    ("validate",),
    ("validate", "-o", "json"),
    ("tenant", "list"),
    ("tenant", "show", "fast-fiber"),
    ("region", "list"),
    ("schema",),
]


@pytest.mark.parametrize("arguments", QUICK, ids=" ".join)
def test_all_but_synth_start_no_node_and_judge_no_object(arguments: tuple[str, ...]) -> None:
    run = dotmac(*arguments, JSII_NODE="/bin/false")
    assert (run.code, run.started) == (0, ())
    assert not run.modules & (NODE | SCHEMAS)


@pytest.mark.parametrize("arguments", HELP, ids=" ".join)
def test_help_reads_no_input_and_loads_no_model(arguments: tuple[str, ...], tmp_path: Path) -> None:
    run = dotmac(*arguments, cwd=tmp_path)
    assert run.code == 0
    assert run.out.strip().startswith("Usage: dotmac")
    assert not run.modules & (INPUTS | LARGE)
    if arguments == ("--help",):  # typer reads the options of other commands with it
        assert "pydantic" not in run.modules


@pytest.mark.parametrize("command", ["validate", "explain"])
def test_a_command_loads_no_other(command: str) -> None:
    loaded = dotmac(command, "--help").modules
    others = {"diff", "reach", "rollouts", "synth", "tenant_verbs", "verify"}
    assert not loaded & {f"dotmac_manifests.cli.{name}" for name in others}


def test_validating_paints_nothing() -> None:
    assert not dotmac("validate").modules & {"rich", "typer.rich_utils"}


def test_version() -> None:
    assert dotmac("--version").out == f"dotmac {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [("sinth",), ("synth", "--tenants"), ("tenant", "show"), ("-o", "yaml")]
)
def test_a_wrong_command_line_is_told_on_stderr(arguments: tuple[str, ...]) -> None:
    run = dotmac(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "Usage: dotmac" in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"TERM": "xterm-256color"}])
@pytest.mark.parametrize(
    "arguments", [("--help",), ("tenant", "show", "fast-fiber"), ("tenant", "show", "none")]
)
def test_pipes_get_no_escape_codes(arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    run = dotmac(*arguments, **environment)
    assert run.out + run.err
    assert "\x1b" not in run.out + run.err


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_it_wants_none(
    environment: dict[str, str], coloured: bool, inputs: Path
) -> None:
    import pty

    (inputs / "tenants/citynet.yaml").write_text("kind: [")
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-c", "from dotmac_manifests.cli.main import run; run()", "validate"],
        cwd=inputs,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm", **environment},
        stderr=theirs,
    )
    assert run.wait() == 2
    shown = os.read(ours, 10_000)
    os.close(ours)
    os.close(theirs)
    assert b"citynet.yaml" in shown
    assert (b"\x1b[1;31m" in shown) is coloured


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sy", ["synth"]),
        ("synth --ch", ["--check"]),
        ("tenant show f", ["fast-fiber"]),
        ("synth --tenant m", ["metro-fiber"]),
        (f"synth -C {ROOT} --region us", ["us-east-1"]),
    ],
)
def test_completion_knows_commands_options_tenants_and_regions(
    words: str, expected: list[str]
) -> None:
    line = f"dotmac {words}"
    run = dotmac(
        _DOTMAC_COMPLETE="complete_bash",
        COMP_WORDS=line,
        COMP_CWORD=str(len(line.split()) - 1),
    )
    assert run.out.split() == expected
    assert not run.modules & (NODE | INPUTS | LARGE)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_the_script_that_completion_needs_is_shown() -> None:
    run = dotmac("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert run.code == 0
    assert run.out.rstrip().endswith("complete -o default -F _dotmac_completion dotmac")
    subprocess.run(["bash", "-n"], input=run.out, text=True, check=True)
