"""Fleets and inputs of the benchmark: that peers do the same work. No times."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fleet import tenants, write_fleet
from benchmarks.speed import charts, own
from benchmarks.speed.inputs import make
from benchmarks.speed.layout import OURS, TEMPLATES, TENANTS, files_of, homes
from benchmarks.speed.peers import PROGRAMS
from benchmarks.speed.same import difference
from benchmarks.speed.shapes import Shapes, fill
from tests.fleet import ROOT

COMPARED = 3


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What peers are given, made of the repository's own fleet."""
    folder = tmp_path_factory.mktemp("benchmark") / "inputs"
    make(ROOT, ROOT / "dist", folder, bodies=COMPARED)
    return folder


class TestFleet:
    @pytest.mark.parametrize("hostile", [False, True])
    def test_is_the_same_each_time_and_grows_by_what_is_new(self, hostile: bool) -> None:
        large = list(tenants(60, hostile=hostile))
        assert list(tenants(60, hostile=hostile)) == large
        assert list(tenants(25, hostile=hostile)) == large[:25]

    def test_is_written_as_it_is_made(self, tmp_path: Path) -> None:
        size = write_fleet(tmp_path, 12)
        files = sorted((tmp_path / "tenants").iterdir())
        assert size == sum(file.stat().st_size for file in files)
        found = [yaml.safe_load(file.read_text("utf-8")) for file in files]
        key = "metadata"
        assert found == sorted(tenants(12), key=lambda body: str(body[key]["name"]))

    def test_has_what_the_measured_changes_touch(self, tmp_path: Path) -> None:
        write_fleet(tmp_path / "fleet", 5)
        fleet = own.Fleet(tmp_path, 5)
        before = contents(fleet.inputs)
        found = [name for name, _ in fleet.runs()]
        assert found == [own.COLD, own.NOTHING, own.TENANT, own.WATCHED, own.RING]
        after = contents(fleet.inputs)
        assert sum(before[path] != after[path] for path in before) == 2
        assert len(list(fleet.runs())) == 5
        assert contents(fleet.inputs) == before


class TestShapes:
    WORDS = ("slug", "id")

    def test_lines_that_differ_become_values_and_own_words_do_not(self) -> None:
        texts = {
            "acme": "name: acme\nhost: www.acme.example\npods: 12\nkind: A\n",
            "zeta": "name: zeta\nhost: www.zeta.example\npods: 30\nkind: A\n",
        }
        shapes = learn(texts)
        number, values = shapes.values(texts["zeta"], words("zeta"))
        assert values == {"slug": "zeta", "v0_2": "pods: 30"}
        (template,) = shapes.templates(self.WORDS)
        assert number == 0
        assert template == ("name: ", "slug", "\nhost: www.", "slug", ".example\n", "v0_2",
                            "\nkind: A\n")  # fmt: skip

    def test_other_lines_are_another_shape(self) -> None:
        texts = {"acme": "a: 1\n---\nb: 2\n", "zeta": "a: 1\n---\nb:\n  - 2\n"}
        shapes = learn(texts)
        numbers = [shapes.values(text, words(slug))[0] for slug, text in texts.items()]
        assert numbers == [0, 1]
        assert shapes.objects == 3

    @given(
        st.dictionaries(
            st.sampled_from(["acme", "a", "null", "zeta-9"]),
            st.text(alphabet="ab: -\n{}'acmenulz", max_size=60),
            min_size=1,
        )
    )
    def test_a_filled_template_is_the_file(self, texts: Mapping[str, str]) -> None:
        shapes = learn(texts)
        filled = {slug: shapes.values(text, words(slug)) for slug, text in texts.items()}
        templates = shapes.templates(self.WORDS)
        for slug, (number, values) in filled.items():
            assert fill(templates[number], values | words(slug)) == texts[slug]


class TestInputs:
    def test_every_template_gives_the_bytes_of_dist(self, inputs: Path) -> None:
        templates = json.loads((inputs / TEMPLATES).read_text("utf-8"))
        lines = (inputs / TENANTS).read_text("utf-8").splitlines()
        assert len(lines) == len(homes(ROOT / "dist"))
        for tenant in map(json.loads, lines):
            for path, number, values in tenant["files"]:
                assert fill(templates[number], values) == (ROOT / "dist" / path).read_text("utf-8")

    @pytest.mark.parametrize("program", ["floor.py", "format.py", "dicts.py"])
    def test_a_peer_does_the_same_work(self, inputs: Path, tmp_path: Path, program: str) -> None:
        out = tmp_path / "out"
        subprocess.run([sys.executable, PROGRAMS / program, inputs, out, str(COMPARED)], check=True)
        for home in homes(inputs / OURS):
            ours = files_of(home)
            theirs = [out / file.relative_to(inputs / OURS) for file in ours]
            assert difference(ours, theirs) is None
        written = sum(file.is_file() for file in out.rglob("*"))
        assert written == sum(file.is_file() for file in (inputs / OURS).rglob("*"))

    def test_helm_and_kustomize_have_a_folder_and_a_command_for_each_tenant(
        self, inputs: Path, tmp_path: Path
    ) -> None:
        for name in (TEMPLATES, TENANTS):
            shutil.copy(inputs / name, tmp_path)
        charts.helm(tmp_path, Path("helm"), 2)
        charts.kustomize(tmp_path, Path("kubectl"), 2)
        for tool in ("helm", "kustomize"):
            commands = json.loads((tmp_path / tool / charts.COMMANDS).read_text("utf-8"))
            assert len(commands) == 2
            folders = [path for path in (tmp_path / tool).iterdir() if path.is_dir()]
            assert len(folders) == 2
        for home in homes(inputs / OURS)[:2]:
            given = sorted((tmp_path / "kustomize" / home.name).glob("[0-9]*.yaml"))
            assert difference(files_of(home), given) is None

    def test_braces_of_the_manifests_are_text_to_helm(self) -> None:
        template = charts.template(("{{ $labels }} {", "slug", "}"), "f0")
        assert template == '{{ "{{" }} $labels }} {{ "{" }}{{ .Values.f0.slug }}}'


class TestSame:
    OURS = "apiVersion: v1\nkind: A\nmetadata: {name: x}\ndata: [1, {b: no}]\n"
    OTHER = "apiVersion: v1\nkind: B\nmetadata: {name: x, namespace: n}\n"

    @pytest.mark.parametrize(
        ("theirs", "found"),
        [
            ([OURS, OTHER], None),
            (["data: [1, {b: false}]\n" + OURS.rpartition("data")[0], OTHER], None),
            ([OURS], "lacks v1 B n x"),
            ([OURS, OTHER, OTHER.replace("B", "C")], "has v1 C n x, which is not rendered here"),
            ([OURS.replace("no", "'no'"), OTHER], "v1 A  x differs in data.1.b"),
            ([f"{OURS}---\n{OTHER}"], "has the objects in other files"),
        ],
    )
    def test_tells_what_differs(self, tmp_path: Path, theirs: list[str], found: str | None) -> None:
        ours = write(tmp_path / "ours", [self.OURS, self.OTHER])
        assert difference(ours, write(tmp_path / "theirs", theirs)) == found

    def test_a_stream_holds_all_files(self, tmp_path: Path) -> None:
        ours = write(tmp_path / "ours", [self.OURS, self.OTHER])
        theirs = write(tmp_path / "theirs", [f"{self.OTHER}---\n{self.OURS}"])
        assert difference(ours, theirs, stream=True) is None

    def test_refuses_an_object_that_is_there_twice(self, tmp_path: Path) -> None:
        ours = write(tmp_path / "ours", [self.OURS])
        theirs = write(tmp_path / "theirs", [f"{self.OURS}---\n{self.OURS}"])
        with pytest.raises(ValueError, match="holds v1 A  x twice"):
            difference(ours, theirs)


def learn(texts: Mapping[str, str]) -> Shapes:
    shapes = Shapes()
    for slug, text in texts.items():
        shapes.learn(text, words(slug))
    return shapes


def words(slug: str) -> dict[str, str]:
    return {"slug": slug, "id": ""}


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(folder: Path, texts: list[str]) -> list[Path]:
    folder.mkdir()
    files = []
    for number, text in enumerate(texts):
        files.append(folder / f"{number}.yaml")
        files[-1].write_text(text, "utf-8")
    return files
