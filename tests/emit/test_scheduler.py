"""A Dask cluster as an executor: real workers, lost ones, other ones, none."""

from __future__ import annotations

import os
import pickle
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import sources
from dotmac_manifests.analysis.survey import packed, survey_packed
from dotmac_manifests.analysis.verify import carry_out, tasks
from dotmac_manifests.emit import scheduler
from dotmac_manifests.emit.batch import render_units
from dotmac_manifests.emit.program import program
from dotmac_manifests.emit.render import render
from dotmac_manifests.emit.rendered import Rendered
from dotmac_manifests.emit.scheduler import Scheduler
from dotmac_manifests.emit.unit import Unit, units
from dotmac_manifests.errors import DotmacError, InputError
from tests.cli.running import dotmac
from tests.dask_cluster import Local, local
from tests.fleet import ROOT, fixture_plan


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    with local(tmp_path_factory.mktemp("dask")) as found:
        yield found


@pytest.fixture(scope="module")
def manifests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small clusters."""
    folder = tmp_path_factory.mktemp("judged")
    for region in ("a", "b"):
        (folder / region / "tenants").mkdir(parents=True)
        text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {}\n"
        (folder / region / "root.yaml").write_text(text.format("argocd"))
        (folder / region / "tenants" / "one.yaml").write_text(text.format("tenant-one"))
    return folder


@cache
def shapes() -> tuple[Unit, ...]:
    return tuple(unit for unit in units(fixture_plan()) if unit.tenant)


@cache
def direct() -> list[Rendered]:
    return [render(unit) for unit in shapes()]


def test_workers_render_the_same_bytes(cluster: Local) -> None:
    with Scheduler(cluster.address) as executor:
        assert list(render_units(shapes(), executor)) == direct()


def test_dasks_own_executor_does_as_well(cluster: Local) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.Client(cluster.address, set_as_default=False) as client,
        client.get_executor() as executor,
    ):
        assert list(render_units(shapes(), executor)) == direct()


def test_so_do_processes_as_they_are() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        assert list(render_units(shapes(), executor)) == direct()


def test_a_task_that_kills_its_workers_is_done_here(cluster: Local) -> None:
    here = os.getpid()

    with Scheduler(cluster.address) as executor:
        lost = executor.submit(_die_elsewhere, here)
        with pytest.raises(BrokenExecutor):
            lost.result(60)
        assert list(render_units(shapes(), executor)) == direct()


def _die_elsewhere(here: int) -> None:
    if os.getpid() != here:
        os._exit(9)


def test_a_cluster_that_ends_loses_what_is_under_way(tmp_path: Path) -> None:
    with local(tmp_path, 1) as cluster, Scheduler(cluster.address) as executor:
        lost = executor.submit(time.sleep, 9)
        cluster.close()
        with pytest.raises(BrokenExecutor):
            lost.result(30)
        assert list(render_units(shapes(), executor)) == direct()


def test_without_workers_tasks_come_back(cluster: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "LONELY", 1)
    with Scheduler(cluster.address) as executor:
        monkeypatch.setattr(executor, "_has_workers", lambda: False)
        with pytest.raises(BrokenExecutor):
            executor.submit(time.sleep, 6).result(30)


def test_workers_with_another_program_are_refused(
    cluster: Local, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Scheduler(cluster.address) as executor:
        monkeypatch.setattr(executor, "_program", "another")
        with pytest.raises(DotmacError, match="a worker runs another program"):
            executor.submit(os.getpid).result(30)
        with pytest.raises(DotmacError, match="a worker runs another program"):
            list(render_units(shapes(), executor))
    monkeypatch.setattr(scheduler, "program", partial(_another_here, os.getpid()))
    with pytest.raises(DotmacError, match=r"worker tcp://.* runs another program"):
        Scheduler(cluster.address)


def _another_here(here: int) -> str:
    return "another" if os.getpid() == here else program()


def test_workers_read_no_files(cluster: Local, manifests: Path) -> None:
    found, missing = sources([manifests])
    work = tasks(found, RULES.values(), Site())
    with Scheduler(cluster.address) as executor:
        far = carry_out(work, executor, missing, remote=True)
        assert repr(far) == repr(carry_out(work, None, missing))
        sent = [packed(task) for task in work]
        manifests.rename(manifests.with_name("away"))
        try:
            again = tuple(executor.submit(survey_packed, data).result() for data in sent)
        finally:
            manifests.with_name("away").rename(manifests)
    assert repr(again) == repr(far)
    assert b"kind: Namespace" not in pickle.dumps(far)  # texts do not come back


def test_what_cannot_be_read_is_told_before(cluster: Local, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("kind: [unclosed\n")
    (tmp_path / "latin.yaml").write_bytes(b"name: \xe4\n")
    found, missing = sources([tmp_path, tmp_path / "none"])
    with Scheduler(cluster.address) as executor, pytest.raises(InputError) as caught:
        carry_out(tasks(found, RULES.values(), Site()), executor, missing, remote=True)
    assert [Path(one.file).name for one in caught.value.problems] == [
        "broken.yaml",
        "latin.yaml",
        "none",
    ]


def test_verify_says_the_same(cluster: Local, manifests: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = dotmac("verify", manifests, "-o", "json", *arguments)
        return done.code, done.out

    assert run("--scheduler", cluster.address) == run("--jobs", "1")


def test_diff_says_the_same(cluster: Local, manifests: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(manifests, other)
    (other / "a" / "tenants" / "one.yaml").unlink()
    changed = other / "b" / "tenants" / "one.yaml"
    changed.write_text(changed.read_text() + "  labels: {is: new}\n")

    def run(*arguments: str) -> tuple[int, str]:
        done = dotmac("diff", manifests, other, "-o", "json", "--full", *arguments)
        return done.code, done.out

    far = run("--scheduler", cluster.address)
    assert far == run("--jobs", "1")
    assert far[0] == 1


def test_without_a_scheduler_it_is_said_soon(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    for address in (f"tcp://127.0.0.1:{port}", "127.0.0.1", "nonsense://host:1", "tcp://:"):
        begun = time.monotonic()
        with pytest.raises(DotmacError, match="no Dask scheduler can be reached"):
            Scheduler(address)
        assert time.monotonic() - begun < 20  # and does not wait for ever
    done = dotmac("synth", "-C", ROOT, "--out", tmp_path / "d", "--scheduler", "127.0.0.1:1")
    assert (done.code, done.out) == (2, "")
    assert "no Dask scheduler can be reached at 127.0.0.1:1" in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "d").exists()


def test_without_dask_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(DotmacError, match=r"pip install 'dotmac-manifests\[dask\]'"):
        Scheduler("tcp://127.0.0.1:1")


def test_dask_is_imported_for_that_alone(tmp_path: Path) -> None:
    done = dotmac("synth", "-C", ROOT, "--out", tmp_path / "d", "--tenant", "citynet")
    assert done.code == 0
    assert not {"distributed", "dask", "tornado"} & done.modules
