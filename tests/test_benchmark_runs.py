"""How the benchmark runs what it measures, and shows what it found. No times."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from benchmarks.speed import own
from benchmarks.speed.layout import homes
from benchmarks.speed.machine import machine, versions
from benchmarks.speed.peers import CDK8S_PYTHON, FLOOR, JINJA, PEERS, Peer, Runner
from benchmarks.speed.process import Cost, Failed, measure, typical
from benchmarks.speed.results import PeerResult, Results
from benchmarks.speed.rounds import Plan, carry_out
from benchmarks.speed.standing import answer
from benchmarks.speed.table import BEGIN, END, markdown, placed
from benchmarks.speed.targets import targets
from benchmarks.speed.tools import Tools, Unavailable
from tests.fleet import ROOT


class TestProcess:
    def test_counts_what_children_hold(self) -> None:
        child = "import time; held = b'x' * 50_000_000; time.sleep(0.3)"
        parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
        cost = measure([sys.executable, "-c", parent])
        assert cost.largest > 50_000_000
        assert cost.memory > 50_000_000
        assert cost.cpu > 0

    @pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hand orphans over")
    def test_counts_what_outlives_its_parent(self) -> None:
        work = "import time\nwhile time.process_time() < 0.5: pass"
        parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {work!r}])"
        assert measure([sys.executable, "-c", parent]).cpu > 0.5

    def test_tells_why_a_command_failed(self) -> None:
        command = [sys.executable, "-c", "import sys; sys.exit('no such luck')"]
        with pytest.raises(Failed, match="exited with 1: no such luck"):
            measure(command)
        measure(command, accepted=(0, 1))

    def test_of_an_answer_is_from_the_edit_on(self, tmp_path: Path) -> None:
        file = tmp_path / "edits"
        file.touch()

        def edit() -> None:
            file.write_text(f"{file.read_text()}once more\n")

        program = (
            "import pathlib, sys, time\n"
            f"file = pathlib.Path({str(file)!r})\n"
            "print('it is ready', file=sys.stderr, flush=True)\n"
            "for number in (1, 2):\n"
            "    while file.read_text().count('once more') < number: time.sleep(0.01)\n"
            "    print('other things\\nit is ready', file=sys.stderr, flush=True)\n"
            "time.sleep(60)\n"
        )
        cost = answer([sys.executable, "-c", program], "is ready", edit, {})
        assert file.read_text().count("once more") == 2
        assert 0 < cost.wall < 30
        assert cost.memory == cost.largest
        assert sys.platform != "linux" or cost.memory > 1_000_000
        with pytest.raises(Failed, match="broken"):
            answer([sys.executable, "-c", "raise SystemExit('broken')"], "ready", edit, {})

    def test_a_typical_run_is_neither_the_best_nor_the_worst(self) -> None:
        costs = [Cost(3, 1, 10, 5), Cost(1, 2, 30, 6), Cost(2, 9, 20, 7)]
        assert typical(costs) == Cost(2, 2, 30, 7)


class TestRounds:
    def test_a_peer_that_cannot_be_had_or_fails_is_named_with_the_reason(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(tools: Tools, inputs: Path, count: int) -> Runner:
            raise Unavailable("not for this system")

        def broken(tools: Tools, inputs: Path, count: int) -> Runner:
            return Runner([sys.executable, "-c", "raise SystemExit('it broke')"], inputs)

        def idle(tools: Tools, inputs: Path, count: int) -> Runner:
            return Runner([sys.executable, "-c", "pass"], inputs)

        monkeypatch.setattr(own.Fleet, "synth", rendered)
        monkeypatch.setattr("benchmarks.speed.rounds.start_up", lambda: iter(()))
        peers = tuple(Peer(ready.__name__, "how", True, ready) for ready in (refused, broken, idle))
        plan = Plan((), False, peers, 7, 1, rounds=2, large_once=100)
        results = Results({}, {}, plan.settings(), 7)
        carry_out(plan, results, Tools(tmp_path / "tools"), tmp_path, lambda _: None)
        notes = {peer.name: peer.note for peer in results.peers}
        assert notes["refused"] == "not available: not for this system"
        assert notes["broken"].startswith("failed: ")
        assert notes["broken"].endswith("it broke")
        assert notes["idle"].startswith("not the same work: ")
        assert results.work["tenants"] == len(homes(ROOT / "dist"))
        assert len(results.own[(own.COLD, 7)]) == 2


class TestTables:
    def test_ratios_are_of_one_tenant(self) -> None:
        text = markdown(figures())
        rows = [line for line in text.splitlines() if line.startswith("| Jinja2 |")]
        assert rows == ["| Jinja2 | fills | 1,000 | 30.00 | 20.00 | 3.00 | 1.00 | 6.00 | 50 |"]
        rows = [line for line in text.splitlines() if line.startswith("| cdk8s Python |")]
        assert rows[0].startswith("| cdk8s Python | slowly | 10 | 100.00 | 90.00 | 10.00 | 4.50 |")

    def test_says_which_targets_are_missed_and_which_were_not_measured(self) -> None:
        found = {target.asked: target for target in targets(figures())}
        at = "at 1,000 tenants, cold: "
        assert found[f"{at}ahead of Jinja2"].met is True
        assert found[f"{at}20 x ahead of cdk8s Python"].met is False
        assert found[f"{at}20 x ahead of cdk8s Python"].found == "10.0 x"
        assert found[f"{at}at most 10 x the floor"].met is True
        assert found[f"{at}20 x ahead of Helm"].met is None
        assert found["at 1,000 tenants, nothing changed: at most 100 ms"].met is False
        assert "| **missed** | 10.0 x |" in markdown(figures())

    def test_every_column_has_its_cell(self) -> None:
        blocks = markdown(figures()).split("\n\n")
        grids = [block.splitlines() for block in blocks if block.startswith("|")]
        assert len(grids) == 3
        for lines in grids:
            assert len({line.count("|") for line in lines}) == 1

    def test_results_take_the_place_of_older_ones_in_a_document(self) -> None:
        once = placed("new\n", f"# Title\n\n{BEGIN}\nold\n{END}\n\nMore.\n")
        assert once == f"# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\nMore.\n"
        assert placed("new\n", once) == once
        assert placed("new\n", "no marks") == "new\n"

    def test_names_peers_that_were_not_measured(self) -> None:
        assert "- Helm: not available: no wheel\n" in markdown(figures())

    def test_json_has_every_run_and_no_date_of_its_own(self) -> None:
        document = json.loads(json.dumps(figures().document()))
        assert {peer["peer"] for peer in document["peers"]} == {FLOOR, JINJA, CDK8S_PYTHON, "Helm"}
        (cold, _) = document["dotmac"]
        assert len(cold["runs"]) == 3
        assert "date" not in document["machine"]

    def test_names_machine_and_versions(self) -> None:
        assert {"processor", "cores", "memory", "system"} <= machine().keys()
        assert {"dotmac-manifests", "cdk8s", "jsii"} <= versions().keys()

    def test_every_peer_has_a_name_of_its_own(self) -> None:
        assert len({peer.name for peer in PEERS}) == len(PEERS)


def figures() -> Results:
    """Made up: ours takes 10 ms a tenant."""
    results = Results({"cores": "2"}, {"Python": "3"}, {}, 1000)
    results.own[(own.COLD, 1000)] = [Cost(wall, 20, 90_000_000, 1) for wall in (9, 10, 30)]
    results.own[(own.NOTHING, 1000)] = [Cost(0.3, 0.1, 1, 1)]
    results.peers = [
        PeerResult(FLOOR, "writes", 1000, (Cost(5, 1, 1, 1),)),
        PeerResult(JINJA, "fills", 1000, (Cost(30, 20, 50_000_000, 1),)),
        PeerResult(CDK8S_PYTHON, "slowly", 10, (Cost(1, 0.9, 1, 1),)),
        PeerResult("Helm", "a process", 10, (), "not available: no wheel"),
    ]
    return results


def rendered(fleet: own.Fleet) -> Cost:
    """Stands for a run: the fleet becomes the repository's own, as it was rendered."""
    for name in ("platform.yaml", "regions", "tenants", "dist"):
        target = fleet.dist if name == "dist" else fleet.inputs / name
        if target.is_dir():
            shutil.rmtree(target)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, target)
    return Cost(1, 1, 1, 1)
