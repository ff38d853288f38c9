"""Which objects differ, wherever they stand and whoever reads them."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dotmac_manifests.analysis.differences import compare, work
from dotmac_manifests.analysis.differences.compare import carry_out
from dotmac_manifests.analysis.differences.trees import Folder
from dotmac_manifests.analysis.differences.work import work_on
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.errors import DotmacError, InputError
from tests.differences import Files, changes, fleet, tenant, told

OBJECT = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: "{}"
  namespace: "n"
data:
  a: {}
"""


def test_equal_sets_do_not_differ(tmp_path: Path) -> None:
    files = fleet(tenant("acme"))
    assert changes(tmp_path, files, files) == ()


def test_objects_come_change_and_go(tmp_path: Path) -> None:
    old = {"a.yaml": OBJECT.format("x", 1) + "---\n" + OBJECT.format("y", 1)}
    new = {"a.yaml": OBJECT.format("y", 2) + "---\n" + OBJECT.format("z", 1)}
    found = changes(tmp_path, old, new)
    assert told(found) == ["removed ConfigMap n/x", "changed ConfigMap n/y", "added ConfigMap n/z"]
    assert found[1].new is not None
    assert (found[1].new.file, found[1].new.line) == (str(tmp_path / "new/a.yaml"), 1)
    assert found[2].side.line == 9


def test_another_version_is_a_change(tmp_path: Path) -> None:
    text = OBJECT.format("x", 1).replace("v1", "example.com/v1")
    found = changes(tmp_path, {"a.yaml": text}, {"a.yaml": text.replace("com/v1", "com/v2")})
    assert told(found) == ["changed ConfigMap n/x"]
    assert [one.name for one in found[0].fields] == ["apiVersion"]


def test_a_moved_object_is_none_unless_it_leaves_its_region(tmp_path: Path) -> None:
    one, two = OBJECT.format("x", 1), OBJECT.format("y", 1)
    root = OBJECT.format("root", 1)
    regions = {"r/root.yaml": root, "s/root.yaml": root}
    old = {**regions, "r/a.yaml": f"{one}---\n{two}", "r/b.yaml": two.replace('"y"', '"q"')}
    moved = {**regions, "r/c.yaml": one, "r/b.yaml": f"{two}---\n{two.replace('y', 'q')}"}
    assert changes(tmp_path / "1", old, moved) == ()
    away = {**moved, "s/b.yaml": one, "r/c.yaml": root.replace("root", "new")}
    assert [(change.action, change.region) for change in changes(tmp_path / "2", old, away)] == [
        ("removed", "r"),
        ("added", "r"),
        ("added", "s"),
    ]


def test_a_region_that_loses_its_mark_is_the_same_region(tmp_path: Path) -> None:
    old = fleet(tenant("acme"))
    new = {path: text for path, text in old.items() if "root" not in path}
    assert told(changes(tmp_path, old, new)) == ["removed AppProject argocd/root"]


def test_what_is_there_twice_is_compared_in_order(tmp_path: Path) -> None:
    one = OBJECT.format("x", 1)
    found = changes(tmp_path, {"a.yaml": f"{one}---\n{one}"}, {"a.yaml": one})
    assert told(found) == ["removed ConfigMap n/x"]


def test_only_documents_that_differ_are_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_texts: list[str] = []

    def load(sources: Any) -> Any:
        given_texts.extend(source.given for source in sources)
        return real(sources)

    real = compare.load_sources
    monkeypatch.setattr(compare, "load_sources", load)
    many = "---\n".join(OBJECT.format(f"x{n}", n) for n in range(9))
    old = {"a.yaml": many, "b.yaml": many.replace("x", "y")}
    changes(tmp_path, old, {**old, "a.yaml": many.replace("a: 5", "a: five")})
    assert [text.count("ConfigMap") for text in given_texts] == [1, 1]


def test_unreadable_files_are_told_with_their_lines(tmp_path: Path) -> None:
    good, bad = OBJECT.format("x", 1), "a: [1\n"
    with pytest.raises(InputError) as caught:
        changes(tmp_path, {"a.yaml": good, "b.yaml": good}, {"a.yaml": f"{good}---\n{bad}"})
    (problem,) = caught.value.problems
    assert (Path(problem.file).name, problem.line) == ("a.yaml", 9)
    (tmp_path / "new/a.yaml").write_bytes(b"\xff")
    with pytest.raises(InputError, match="UTF-8"):
        changes(tmp_path, {}, {})


def test_a_set_without_manifests_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DotmacError, match="holds no manifest"):
        work_on(Folder(str(tmp_path)), Folder(str(tmp_path / "empty")), Site())


def test_any_executor_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "_ENOUGH", 1)
    old = fleet(tenant("acme"), tenant("bolt"))
    new = fleet(tenant("acme", "v2"), tenant("bolt", replicas=3))
    alone = changes(tmp_path, old, new)
    found = work_on(Folder(str(tmp_path / "old")), Folder(str(tmp_path / "new")), Site())
    assert len(found.tasks) == 2
    with ThreadPoolExecutor(2) as executor:
        assert carry_out(found, executor) == alone


def test_what_is_far_away_needs_no_files_and_may_be_lost(tmp_path: Path) -> None:
    class Far(ThreadPoolExecutor):
        """Loses every second task; the others are done where the files are not."""

        tasks = 0

        def submit(self, *given: Any, **options: Any) -> Any:
            self.tasks += 1
            if self.tasks % 2:
                raise BrokenProcessPool
            folders = [tmp_path / "old", tmp_path / "new"]
            for folder in folders:
                folder.rename(folder.with_suffix(".away"))
            try:
                done = super().submit(*given, **options)
                done.exception()
            finally:
                for folder in folders:
                    folder.with_suffix(".away").rename(folder)
            return done

    for name in ("old", "new"):
        for number in range(4):
            file = tmp_path / name / f"{number}.yaml"
            file.parent.mkdir(exist_ok=True)
            file.write_text(OBJECT.format(number, name))
    old, new = (Folder(str(tmp_path / name)) for name in ("old", "new"))
    with pytest.MonkeyPatch.context() as patch, Far(1) as executor:
        patch.setattr(work, "_ENOUGH", 1)  # a task for each file
        given = work_on(old, new, Site())
        assert carry_out(given, executor, remote=True) == carry_out(given)
        assert executor.tasks == 4


def test_a_broken_executor_proves_nothing(tmp_path: Path) -> None:
    class Broken(ThreadPoolExecutor):
        def map(self, *_: Any, **__: Any) -> Any:
            raise BrokenProcessPool

    changes(tmp_path, {"a.yaml": OBJECT}, {"a.yaml": OBJECT})
    found = work_on(Folder(str(tmp_path / "old")), Folder(str(tmp_path / "new")), Site())
    with pytest.raises(DotmacError, match="nothing is known"):
        carry_out(found, Broken())


def shuffled(files: Files, chance: random.Random) -> Files:
    """The same objects, their keys in another order, in other files of their regions."""

    def mixed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: mixed(value[key]) for key in chance.sample(list(value), len(value))}
        return [mixed(item) for item in value] if isinstance(value, list) else value

    regions: dict[str, list[Any]] = {}
    for path, text in files.items():
        regions.setdefault(path.split("/")[0], []).extend(yaml.safe_load_all(text))
    found: dict[str, list[Any]] = {f"{region}/root.yaml": [] for region in regions}
    for region, objects in regions.items():
        for body in chance.sample(objects, len(objects)):
            name = chance.choice(["root", "a", "b/c"])
            found.setdefault(f"{region}/{name}.yaml", []).append(mixed(body))
    return {path: yaml.safe_dump_all(all_, sort_keys=False) for path, all_ in found.items()}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False))
def test_order_of_files_documents_and_keys_is_no_change(
    chance: random.Random, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = {**fleet(tenant("acme"), tenant("bolt")), **fleet(tenant("calm"), region="eu-west-1")}
    assert changes(tmp_path_factory.mktemp("sets"), files, shuffled(files, chance)) == ()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_exactly_what_was_done_is_found(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    values = st.dictionaries(st.sampled_from("pqrstu"), st.integers(0, 3), min_size=1)
    sets = data.draw(values), data.draw(values)
    files = []
    for objects in sets:
        split = {name: data.draw(st.sampled_from("ab")) for name in objects}
        files.append(
            {
                f"{file}.yaml": "---\n".join(
                    OBJECT.format(name, value)
                    for name, value in objects.items()
                    if split[name] == file
                )
                for file in "ab"
            }
        )
    old, new = sets
    expected = {
        *(f"removed ConfigMap n/{name}" for name in old.keys() - new.keys()),
        *(f"added ConfigMap n/{name}" for name in new.keys() - old.keys()),
        *(f"changed ConfigMap n/{n}" for n in old.keys() & new.keys() if old[n] != new[n]),
    }
    assert set(told(changes(tmp_path_factory.mktemp("sets"), *files))) == expected
