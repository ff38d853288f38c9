"""Manifests from files, folders and standard input."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotmac_manifests.analysis.load import Manifest, load, parse
from dotmac_manifests.errors import InputError

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {}\n"


def names(manifests: tuple[Manifest, ...]) -> list[str]:
    return [manifest.ref.name for manifest in manifests]


def problems(*paths: Path | str, stdin: str = "") -> list[str]:
    with pytest.raises(InputError) as caught:
        load(paths, stdin)
    return [str(problem) for problem in caught.value.problems]


def test_folders_are_read_whole_and_sorted(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "b" / "c" / "one.yml").write_text(POD.format("one"))
    (tmp_path / "a.yaml").write_text(POD.format("two") + "---\n" + POD.format("three"))
    (tmp_path / "d.json").write_text(
        '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}}'
    )
    (tmp_path / "README.md").write_text("not a manifest")
    assert names(load([tmp_path])) == ["two", "three", "one", "x"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(POD.format("one"))
    assert names(load([file, tmp_path])) == ["one"]


def test_standard_input_may_be_mixed_with_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(POD.format("one"))
    assert names(load(["-", tmp_path], POD.format("two"))) == ["two", "one"]


def test_items_of_lists_are_objects_of_their_own() -> None:
    text = (
        "apiVersion: v1\nkind: List\nitems:\n"
        "- apiVersion: v1\n  kind: PodList\n  items:\n  - metadata:\n      name: one\n"
        "- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: two\n    labels: {a: b}\n"
    )
    one, two = parse(text)
    assert (str(one.ref), str(two.ref)) == ("v1 Pod one", "v1 Pod two")
    assert one.position(("metadata", "name")) == (8, 7)
    assert two.position(("metadata", "labels", "a")) == (13, 14)
    assert parse("apiVersion: v1\nkind: List\nitems: []\n") == ()


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("# head\n" + POD.format("one") + "---\n# second\n" + POD.format("two"))
    one, two = load([file])
    assert (one.line, one.index, two.line, two.index) == (2, 0, 8, 1)
    assert two.position(("metadata", "name")) == (11, 3)
    assert two.position(("spec", "containers")) == (8, 1)


def test_names_may_be_left_to_the_api_server() -> None:
    text = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  generateName: a-\n"
    assert names(parse(text)) == ["a-*"]


def test_folders_with_a_root_are_clusters(tmp_path: Path) -> None:
    for name in ("east", "west"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "root.yaml").write_text(POD.format("root"))
        (tmp_path / name / "deep" / "a.yaml").write_text(POD.format("one"))
    found = [(Path(one.cluster).name, one.ref.name) for one in load([tmp_path])]
    assert found == [("east", "one"), ("east", "root"), ("west", "one"), ("west", "root")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\n", "an object needs metadata"),
        ("- a\n", "is not a mapping with apiVersion"),
        ("text\n", "is not a mapping with apiVersion"),
        ("apiVersion: v1\nkind: Pod\nmetadata:\n  name: 1\n", "metadata.name, which is text"),
        ("kind: Pod\nmetadata:\n  name: a\n", "an object needs apiVersion"),
        ("apiVersion: v1\nkind: List\nitems: 1\n", "items: is not a mapping"),
        ('{"a": 1, "a": 2}', "the key is there twice"),
        ("a: [\n", "a.yaml:2:1"),
    ],
)
def test_what_is_no_object_is_a_problem(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    (found,) = problems(tmp_path)
    assert message in found


def test_every_problem_comes_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: \xff\n")
    (tmp_path / "b.yaml").write_text("a: 1\n---\nb: 2\n")
    (tmp_path / "empty").mkdir()
    found = problems(tmp_path, tmp_path / "none", tmp_path / "empty")
    assert len(found) == 5
    assert any("is not UTF-8" in text for text in found)
    assert any("does not exist" in text for text in found)
    assert any("holds no manifest" in text for text in found)
