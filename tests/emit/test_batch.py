"""Every way of rendering gives the same bytes: direct, fast, two workers, workers that die."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from benchmarks.fleet import write_fleet
from dotmac_manifests.emit import canary
from dotmac_manifests.emit.batch import CHUNK, Workers, render_units
from dotmac_manifests.emit.canary import Canary, Disagreement, unlike
from dotmac_manifests.emit.press import Press
from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.rendered import Rendered
from dotmac_manifests.emit.unit import Unit, units
from dotmac_manifests.errors import DotmacError
from dotmac_manifests.plan.build import build_plan
from dotmac_manifests.spec.load import load_fleet
from tests.fleet import ROOT, fixture_plan

TENANTS = 60
SOME = 3 * CHUNK
IN_PYTHON = """
import pickle, sys
from dotmac_manifests.components.plain import Trees
assert Trees.stay_in_python()
units = pickle.load(sys.stdin.buffer)
from dotmac_manifests.emit.batch import render_units
found = [(rendered.unit, dict(rendered.files)) for rendered in render_units(units)]
assert not {"jsii", "cdk8s", "constructs"} & sys.modules.keys()
pickle.dump(found, sys.stdout.buffer)
"""

Files = list[tuple[str, dict[str, bytes]]]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Unit, ...]:
    """The tenants of a small fleet that breaks careless programs, and those of each shape."""
    folder = tmp_path_factory.mktemp("hostile")
    write_fleet(folder, TENANTS, hostile=True)
    plans = (build_plan(load_fleet(folder)), fixture_plan())
    return tuple(unit for plan in plans for unit in units(plan) if unit.tenant)


@pytest.fixture(scope="module")
def direct(hostile: tuple[Unit, ...]) -> Files:
    """What cdk8s' own trees and the plain writer give: the truth."""
    return _files(map(render, hostile))


def test_a_press_gives_the_same_bytes(hostile: tuple[Unit, ...], direct: Files) -> None:
    press = Press()
    found = [render(unit, press) for unit in hostile[:SOME]]
    assert _files(found) == direct[:SOME]
    objects = sum(rendered.objects for rendered in found)
    assert press.written + press.stamped == objects
    assert press.refused == 0
    assert press.stamped > objects / 2  # or nothing has been gained

    written = press.written
    again = [render(unit, press) for unit in hostile[:CHUNK]]
    assert _files(again) == direct[:CHUNK]
    assert press.written - written < objects / 10  # what is the tenant's own is seen once more


def test_without_node_the_bytes_are_the_same(hostile: tuple[Unit, ...], direct: Files) -> None:
    run = subprocess.run(
        [sys.executable, "-c", IN_PYTHON],
        input=pickle.dumps(hostile),
        env={**os.environ, "PYTHONPATH": str(ROOT), "JSII_NODE": "/bin/false"},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert pickle.loads(run.stdout) == direct


def test_two_workers_give_the_same_bytes_in_order(hostile: tuple[Unit, ...], direct: Files) -> None:
    with Workers(2) as executor:
        assert _files(render_units(hostile, executor)) == direct


def test_two_threads_give_the_same_bytes_in_order() -> None:
    with ThreadPoolExecutor(2) as executor:
        found = _files(render_units(_shapes(), executor))
    assert found == _files(map(render, _shapes()))


class _Dying(Executor):
    """Loses every second task, as a process that is killed does, and ends up refusing all."""

    def __init__(self) -> None:
        self.tasks = 0

    def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        self.tasks += 1
        if self.tasks > 2:
            raise BrokenExecutor("the pool is closed")
        future: Future[Any] = Future()
        if self.tasks % 2:
            future.set_exception(BrokenExecutor("a worker has died"))
        else:
            future.set_result(function(*arguments, **more))
        return future


def test_a_lost_worker_costs_another_run(hostile: tuple[Unit, ...], direct: Files) -> None:
    executor = _Dying()
    assert _files(render_units(hostile[:SOME], executor)) == direct[:SOME]
    assert executor.tasks == SOME / CHUNK


def test_workers_stay_in_python() -> None:
    with Workers(1) as executor:
        assert executor.submit(_in_python).result()


def _in_python() -> bool:
    return not {"jsii", "cdk8s", "constructs"} & sys.modules.keys()


@cache
def _shapes() -> tuple[Unit, ...]:
    return tuple(unit for unit in units(fixture_plan()) if unit.tenant)


def test_the_canary_passes_on_what_agrees() -> None:
    with Canary(_shapes(), 2) as watched:
        found = list(watched.watch(render_units(_shapes())))
    assert [rendered.unit for rendered in found] == [unit.name for unit in _shapes()]


def test_the_canary_refuses_other_bytes() -> None:
    def wrong() -> Iterator[Rendered]:
        for rendered in render_units(_shapes()):
            files = {
                path: data.replace(b"tenant", b"Tenant") for path, data in rendered.files.items()
            }
            yield replace(rendered, files=files)

    with Canary(_shapes(), 1) as watched, pytest.raises(Disagreement) as caught:
        list(watched.watch(wrong()))
    assert caught.value.units == tuple(watched.chosen)


def test_a_canary_that_was_started_early_is_used_once_or_ended() -> None:
    with patch.object(subprocess, "Popen", wraps=subprocess.Popen) as started:
        canary.prepare()
        canary.prepare()
        for _ in range(2):
            with Canary(_shapes(), 1) as watched:
                assert len(list(watched.watch(render_units(_shapes())))) == len(_shapes())
        assert started.call_count == 2
        canary.prepare()
        canary.dismiss()
        canary.dismiss()
        assert started.call_count == 3


@pytest.mark.skipif(sys.platform == "win32", reason="cannot wait without taking the exit code")
def test_a_canary_that_died_before_its_task_is_told_as_such() -> None:
    canary.prepare()
    (early,) = canary._EARLY
    early.kill()
    os.waitid(os.P_PID, early.pid, os.WEXITED | os.WNOWAIT)  # it is gone, and nobody has looked
    with Canary(_shapes(), 1) as watched, pytest.raises(DotmacError, match="could not be gone"):
        list(watched.watch(render_units(_shapes())))


def test_canaries_are_unlike() -> None:
    chosen = unlike(_shapes(), 3)
    lengths = sorted(len(unit.name) for unit in _shapes())
    assert (len(chosen[0].name), len(chosen[-1].name)) == (lengths[0], lengths[-1])
    assert len(unlike(_shapes(), 100)) == len(_shapes())
    assert unlike(_shapes(), 0) == []


def _files(rendered: Any) -> Files:
    return [(found.unit, dict(found.files)) for found in rendered]


def test_generated_fleets_are_always_the_same(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_fleet(tmp_path / name, 20, hostile=True)
    trees = [
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.yaml")}
        for name in ("one", "two")
    ]
    assert trees[0] == trees[1]
    write_fleet(tmp_path / "more", 30, hostile=True)
    for path in (tmp_path / "one" / "tenants").iterdir():
        assert (tmp_path / "more" / "tenants" / path.name).read_bytes() == path.read_bytes()
