from __future__ import annotations

import io
from collections.abc import Callable

from rich.console import Console

from dotmac_manifests.errors import Problem
from dotmac_manifests.report import text


def shown(print_it: Callable[[Console], None]) -> list[str]:
    console = Console(file=io.StringIO(), highlight=False, markup=False, emoji=False, width=400)
    print_it(console)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_problem_is_one_line_with_a_place_that_editors_can_open() -> None:
    placed = Problem("tenants/a.yaml", 3, 5, "spec.plan", "is wrong", "write starter")
    whole = Problem("tenants/b.yml", 0, 0, "", "is not a *.yaml file")
    assert shown(lambda console: text.problems(console, [placed, whole])) == [
        "tenants/a.yaml:3:5: spec.plan: is wrong; write starter",
        "tenants/b.yml: is not a *.yaml file",
        "2 problems",
    ]
    assert shown(lambda console: text.problems(console, [whole]))[-1] == "1 problem"


def test_what_inputs_say_is_no_markup() -> None:
    tricky = Problem("a.yaml", 1, 1, "spec.name", "[bold]:smile: [/bold]", "[link=x]")
    assert "[bold]:smile: [/bold]; [link=x]" in shown(lambda to: text.problems(to, [tricky]))[0]
    assert shown(lambda to: text.table(to, ("name",), [("[red]x",)])) == ["name", "[red]x"]


def test_what_a_terminal_would_obey_is_shown_instead() -> None:
    tricky = Problem("a\x1b.yaml", 1, 1, "spec.\x1b[2J", "is \u202eevil", "write\x07 übel")
    expected = r"a\x1b.yaml:1:1: spec.\x1b[2J: is \u202eevil; write\x07 übel"
    assert shown(lambda to: text.problems(to, [tricky]))[0] == expected
    assert shown(lambda to: text.warnings(to, ["\x1b[H"])) == [r"warning: \x1b[H"]
    assert shown(lambda to: text.table(to, ("name",), [("\x1b[31mred",)]))[1] == r"\x1b[31mred"


def test_changes_stand_by_kind_each_with_its_mark() -> None:
    found = {"removed": ["c"], "added": ["b", "d"], "changed": ["a"]}
    assert shown(lambda to: text.changes(to, found)) == ["+ b", "+ d", "~ a", "- c"]
