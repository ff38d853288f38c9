"""What is found is the same whoever does the work, and never silently less."""

from __future__ import annotations

import os
import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from json import loads as parsed
from pathlib import Path
from typing import Any

import pytest

from dotmac_manifests.analysis.body import copied
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Finding, Severity
from dotmac_manifests.analysis.load import load
from dotmac_manifests.analysis.rules.registry import RULES
from dotmac_manifests.analysis.rules.rule import Broken, Comparison, Rule
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import STDIN, Source, sources
from dotmac_manifests.analysis.survey import Survey, Task, survey_files
from dotmac_manifests.analysis.verify import carry_out, clusters, conclude, scores, tasks, verify
from dotmac_manifests.cli.processes import executor
from dotmac_manifests.errors import DotmacError, InputError
from dotmac_manifests.pool import Pool
from dotmac_manifests.report import json, records
from tests.analysis.rules.judge import examples
from tests.fleet import ROOT

ROOT_OBJECT = """\
apiVersion: v1
kind: Namespace
metadata:
  name: tenant-{}
  annotations: {{dotmac.io/hosts: everybody.example.com}}
"""


def dying(_: Facts) -> Iterator[Broken]:
    """A check in a process that the system ends, as when memory runs out."""
    os._exit(9)


DYING = Rule("Z01", "dying", Severity.LOW, dying)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clusters that break every rule: the examples of all manual pages in both."""
    folder = tmp_path_factory.mktemp("fleet")
    for region in ("a", "b"):
        (folder / region).mkdir()
        (folder / region / "root.yaml").write_text(ROOT_OBJECT.format(region))
        for rule in RULES.values():
            (folder / region / f"{rule.id}.yaml").write_text(examples(rule, "Violating"))
    return folder


def pooled(value: Any, pool: dict[str, Any]) -> Any:
    """The same value, with all parts that are equal one object."""
    if isinstance(value, dict):
        value = {key: pooled(below, pool) for key, below in value.items()}
    elif isinstance(value, list):
        value = [pooled(below, pool) for below in value]
    return pool.setdefault(repr(value), value)


def test_it_does_not_matter_whether_equal_parts_are_one(fleet: Path) -> None:
    read = load([fleet / "a", ROOT / "dist" / "staging-us-east-1"])
    pool: dict[str, Any] = {}
    once = [replace(one, body=pooled(one.body, pool)) for one in read]
    apart = [replace(one, body=copied(one.body)) for one in read]
    before = repr(read), repr([one.body for one in read]), repr([one.body for one in once])
    judged = [
        tuple(map(repr, verify(clusters(manifests, Site()), RULES.values())))
        for manifests in (apart, read, once)
    ]
    assert judged[0] == judged[1] == judged[2]
    assert len(judged[0]) > len(RULES)
    # Nor may judging change what was read.
    assert before == (
        repr(read),
        repr([one.body for one in read]),
        repr([one.body for one in once]),
    )


def work(*paths: Path | str, stdin: str = "") -> tuple[Task, ...]:
    found, missing = sources(paths, stdin)
    assert not missing
    return tasks(found, RULES.values(), Site())


def report(surveys: tuple[Survey, ...]) -> str:
    rules = tuple(RULES.values())
    findings = conclude(surveys, rules)
    known = [records.score(score) for score in scores(surveys, rules, findings)]
    return json.document({"findings": records.findings(findings), "scorecard": known})


@pytest.fixture(scope="module")
def expected(fleet: Path) -> str:
    return report(carry_out(work(fleet)))


def test_the_fleet_of_these_tests_breaks_rules_in_and_between_clusters(
    fleet: Path, expected: str
) -> None:
    found = verify(clusters(load([fleet]), Site()), RULES.values())
    assert len({finding.manifest.cluster for finding in found}) == len(list(fleet.iterdir()))
    compared = {rule.id for rule in RULES.values() if isinstance(rule.check, Comparison)}
    assert compared <= {finding.rule for finding in found}
    assert parsed(expected)["findings"] == records.findings(found)


@pytest.mark.parametrize("processes", [2, 3])
def test_the_number_of_processes_changes_nothing(
    fleet: Path, expected: str, processes: int
) -> None:
    with executor(processes) as pool:
        assert report(carry_out(work(fleet), pool, processes=processes)) == expected


@pytest.mark.parametrize("processes", [2, 3, 5])
def test_a_cluster_that_is_shared_is_judged_as_one(
    fleet: Path, expected: str, processes: int
) -> None:
    """As if the smallest cluster were all that is left for every process."""
    *others, last = work(fleet)
    ordered = Ordered()
    alone = carry_out([last], ordered, processes=processes)
    assert [task.cluster for task in ordered.tasks] == [last.cluster] * processes
    judged = Counter(rule.id for task in ordered.tasks for rule in task.rules)
    assert judged == Counter(RULES.keys())
    assert report((*carry_out(others), *alone)) == expected


def test_no_cluster_is_shared_where_all_end_together(tmp_path: Path) -> None:
    for region in ("a", "b"):
        (tmp_path / region).mkdir()
        (tmp_path / region / "root.yaml").write_text(ROOT_OBJECT.format("x"))
    ordered = Ordered()
    carry_out(work(tmp_path), ordered, processes=2)
    assert len(ordered.tasks) == 2


def test_any_executor_will_do(fleet: Path, expected: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert report(carry_out(work(fleet), pool)) == expected


def test_tasks_and_surveys_are_plain_data(fleet: Path, expected: str) -> None:
    copies = pickle.loads(pickle.dumps(work(fleet)))
    surveys = [survey_files(task) for task in copies]
    assert report(tuple(pickle.loads(pickle.dumps(surveys)))) == expected
    for one in surveys:
        for found in (found for known in one.known for found in known):
            if isinstance(found, Finding | Broken):
                assert found.manifest.body == {}


def test_each_file_is_read_once(fleet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()

    def counted(source: Source) -> str:
        read[source.file] += 1
        return Path(source.file).read_text()

    monkeypatch.setattr(Source, "text", counted)
    carry_out(work(fleet / "a" / "N01.yaml", fleet, fleet / "b"))
    assert read == Counter(str(file) for file in fleet.rglob("*.yaml"))


def test_standard_input_is_a_cluster_among_others(fleet: Path) -> None:
    given = work(STDIN, fleet / "a", stdin=ROOT_OBJECT.format("stdin"))
    with executor(2) as pool:
        surveys = carry_out(given, pool)
    assert [tenant.name for tenant in surveys[0].tenants] == ["stdin"]
    assert report(surveys) == report(carry_out(given))


@pytest.mark.parametrize("processes", [1, 2])
def test_everything_that_cannot_be_read_is_told(tmp_path: Path, processes: int) -> None:
    for region in ("a", "b", "c"):
        (tmp_path / region).mkdir()
        (tmp_path / region / "root.yaml").write_text(ROOT_OBJECT.format(region))
    (tmp_path / "a" / "broken.yaml").write_text("kind: [unclosed\n")
    (tmp_path / "b" / "latin.yaml").write_bytes(b"name: \xe4\n")
    found, missing = sources([tmp_path, tmp_path / "d"])
    (tmp_path / "c" / "root.yaml").unlink()
    with executor(processes) as pool, pytest.raises(InputError) as caught:
        carry_out(tasks(found, RULES.values(), Site()), pool, missing, processes=processes)
    told = [Path(problem.file).relative_to(tmp_path) for problem in caught.value.problems]
    assert list(map(str, told)) == ["a/broken.yaml", "b/latin.yaml", "c/root.yaml", "d"]


def test_a_process_that_dies_is_no_proof(fleet: Path) -> None:
    found, _ = sources([fleet])
    with executor(2) as pool, pytest.raises(DotmacError, match="nothing is proved"):
        carry_out(tasks(found, [DYING], Site()), pool)


def test_an_executor_that_never_starts_is_no_proof(fleet: Path) -> None:
    with (
        Pool(2, initializer=os._exit, initargs=(9,)) as pool,
        pytest.raises(DotmacError, match="memory"),
    ):
        carry_out(work(fleet), pool)


class Ordered(Executor):
    """Remembers in which order work was given, and does it at once."""

    def __init__(self) -> None:
        self.tasks: list[Any] = []

    def submit(self, work: Callable[..., Any], /, *given: Any, **options: Any) -> Future[Any]:
        """Do it here."""
        self.tasks += given
        done = Future[Any]()
        done.set_result(work(*given, **options))
        return done


def test_the_largest_cluster_comes_first(tmp_path: Path) -> None:
    for region, tenants in (("a", 1), ("b", 3), ("c", 2)):
        (tmp_path / region).mkdir()
        texts = [ROOT_OBJECT.format(f"{region}{number}") for number in range(tenants)]
        (tmp_path / region / "root.yaml").write_text("---\n".join(texts))
    ordered = Ordered()
    surveys = carry_out(work(tmp_path), ordered)
    assert [Path(one.cluster).name for one in surveys] == ["a", "b", "c"]
    assert [Path(task.cluster).name for task in ordered.tasks] == ["b", "c", "a"]
