from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import dotmac
from tests.fleet import seed_plan


def test_right_inputs_say_so_on_stderr() -> None:
    run = dotmac("validate")
    assert (run.code, run.out) == (0, "")
    assert run.err.endswith("7 tenants in 4 regions: no problem found\n")
    for warning in seed_plan().warnings:
        assert f"warning: {warning}\n" in run.err


def test_programs_get_the_warnings() -> None:
    run = dotmac("validate", "-o", "json")
    assert (run.code, run.err) == (0, "")
    assert json.loads(run.out) == {"problems": [], "warnings": list(seed_plan().warnings)}


def test_every_problem_of_every_file_is_told_at_once(inputs: Path) -> None:
    for name, old, new in (
        ("citynet", "plan: enterprise", "plan: enterprize"),
        ("fast-fiber", "seats: 50", "seats: many"),
    ):
        path = inputs / f"tenants/{name}.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
    told = dotmac("validate", cwd=inputs)
    assert (told.code, told.out) == (2, "")
    first, second, count = told.err.splitlines()
    assert first.startswith("tenants/citynet.yaml:")
    assert second.startswith("tenants/fast-fiber.yaml:")
    assert count == "2 problems"
    listed = dotmac("validate", "-o", "json", cwd=inputs)
    assert (listed.code, listed.err) == (2, "")
    assert [found["field"] for found in json.loads(listed.out)["problems"]] == [
        "spec.plan",
        "spec.seats",
    ]


def test_another_folder_is_read_from_anywhere(inputs: Path, tmp_path: Path) -> None:
    assert dotmac("validate", "--root", inputs, cwd=tmp_path).code == 0
    run = dotmac("validate", "-C", tmp_path / "none", cwd=tmp_path)
    assert run.code == 2
    assert run.err.startswith("platform.yaml: cannot be read")
