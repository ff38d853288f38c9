from collections.abc import Sequence
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube import yaml_reader
from dotmac_manifests.kube.yaml_reader import Document, read_document
from dotmac_manifests.kube.yaml_writer import dump
from tests.kube import nasty

TENANT = """\
# A comment
apiVersion: dotmac.io/v1
kind: Tenant
metadata:
  name: "fast-fiber"
spec:
  seats: 50
  ratio: 0.5
  canary: false
  nothing:
  since: 2026-01-01
  domains: [ops.example.com, {host: b}]
  nas:
    - cidr: 10.0.0.0/8
      name: première
    - - 1
      - 2
  note: |
    two
    lines
"""


@pytest.fixture(params=["CLoader", "Loader"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without its C parser")
    monkeypatch.setattr(yaml_reader, "_LOADER", getattr(yaml, request.param))


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(InputError) as caught:
        read_document(data, "a.yaml")
    return caught.value.problems


def test_reads_values() -> None:
    document = read_document(TENANT.encode(), "tenants/fast-fiber.yaml")
    assert document.file == "tenants/fast-fiber.yaml"
    assert document.value == {
        "apiVersion": "dotmac.io/v1",
        "kind": "Tenant",
        "metadata": {"name": "fast-fiber"},
        "spec": {
            "seats": 50,
            "ratio": 0.5,
            "canary": False,
            "nothing": None,
            "since": "2026-01-01",
            "domains": ["ops.example.com", {"host": "b"}],
            "nas": [{"cidr": "10.0.0.0/8", "name": "première"}, [1, 2]],
            "note": "two\nlines\n",
        },
    }


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (2, 1)),
        (("kind",), (3, 1)),
        (("metadata", "name"), (5, 3)),
        (["metadata", "name"], (5, 3)),
        (("spec", "domains"), (12, 3)),
        (("spec", "domains", 0), (12, 13)),
        (("spec", "domains", 1, "host"), (12, 31)),
        (("spec", "nas", 0), (14, 7)),
        (("spec", "nas", 0, "name"), (15, 7)),
        (("spec", "nas", 1, 1), (17, 9)),
        (("spec", "nas", 2, "cidr"), (13, 3)),
        (("spec", "seats", "x", "y"), (7, 3)),
        (("missing", "seats"), (2, 1)),
    ],
)
def test_knows_where_each_part_stands(path: Sequence[str | int], place: tuple[int, int]) -> None:
    assert read_document(TENANT.encode(), "a.yaml").position(path) == place


def test_a_document_without_places_points_at_the_whole_file() -> None:
    assert Document({"a": 1}, "a.yaml").position(["a"]) == (0, 0)


@pytest.mark.parametrize("text", ["\ufeffa: 1\n", "---\na: 1\n...\n", "a: 1", "a: 1\r\n", "{a: 1}"])
def test_accepts_the_ways_of_one_document(text: str) -> None:
    assert read_document(text.encode(), "a.yaml").value == {"a": 1}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "---\n...\n", "\ufeff"])
def test_refuses_empty_files(text: str) -> None:
    assert problems_of(text) == (
        Problem("a.yaml", 0, 0, "", "is empty", "write one object, or remove the file"),
    )


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("- a\n", 1, 1), ("\ntext\n", 2, 1), ("--- 5\n", 1, 5), ("'a'\n", 1, 1), ("null\n", 1, 1)],
)
def test_refuses_what_is_no_mapping(text: str, line: int, column: int) -> None:
    (problem,) = problems_of(text)
    assert problem.message == "is not a mapping"
    assert (problem.line, problem.column) == (line, column)


def test_refuses_a_second_document() -> None:
    (problem,) = problems_of("a: 1\n---\nb: 2\n")
    assert problem.message == "a second document begins"
    assert problem.line == 2


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"a: 1\nb: \xff\n", (2, 4), "the byte 0xff is not UTF-8"),
        ("ä: ö\n".encode("latin-1"), (1, 1), "the byte 0xe4 is not UTF-8"),
        ("a: 1\n".encode("utf-16"), (1, 1), "the byte 0xff is not UTF-8"),
        (b"a: 1\r\nb: \x00", (2, 4), "the character U+0000 cannot stand in a YAML file"),
        ("ä: \x85".encode(), (1, 4), "the character U+0085 cannot stand in a YAML file"),
        ("a: b\u2028c".encode(), (1, 5), "the character U+2028 cannot stand in a YAML file"),
        ("a: b\ufeff".encode(), (1, 5), "the character U+FEFF cannot stand in a YAML file"),
    ],
)
def test_refuses_bytes_that_are_no_text(data: bytes, place: tuple[int, int], message: str) -> None:
    (problem,) = problems_of(data)
    assert (problem.line, problem.column) == place
    assert problem.message == message
    assert problem.remedy


def test_explains_syntax_errors_beside_what_it_found_before() -> None:
    first, second = problems_of("a: 1\na: 2\nb:\n\tc: 3\n")
    assert first.message == "the key is there twice, first in line 1"
    assert (second.line, second.column, second.message) == (4, 1, "a tab indents the line")


def test_reports_all_duplicate_keys() -> None:
    problems = problems_of('a: 1\nb:\n  c: 1\n  d: [{e: 1, "e": 2}]\n  c: 3\na: 2\na: 3\n')
    assert [(problem.line, problem.field) for problem in problems] == [
        (4, "b.d.0.e"),
        (5, "b.c"),
        (6, "a"),
        (7, "a"),
    ]
    assert problems[0].column == 14
    assert problems[1].message == "the key is there twice, first in line 3"
    assert problems[3].message == "the key is there twice, first in line 1"


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        ("a: &x 1\n", "a", "the anchor &x is not supported"),
        ("a: &x {b: 1}\n", "a", "the anchor &x is not supported"),
        ("a: [*x]\n", "a.0", "the alias *x is not supported"),
        ("a:\n  <<: {b: 1}\n", "a", "the merge key << is not supported"),
        ("a: !!str 1\n", "a", "a tag (a word that begins with '!') is not supported"),
        ("a: ! 1\n", "a", "a tag (a word that begins with '!') is not supported"),
        ("a: !x [1]\n", "a", "a tag (a word that begins with '!') is not supported"),
        ("%YAML 1.1\n---\na: 1\n", "", "a '%' line is not supported"),
        ("1: a\n", "", "a key is not text"),
        ("b: {true: a}\n", "b", "a key is not text"),
        ("? [a]\n: b\n", "", "a key is not text"),
        ("? {a: 1}\n: b\n", "", "a key is not text"),
        ("null: b\n", "", "a key is not text"),
        ("on: a\n", "", "on means different things to different YAML readers"),
        ("*x : a\n", "", "the alias *x is not supported"),
    ],
)
def test_refuses_what_readers_need_not_know(text: str, field: str, message: str) -> None:
    (problem,) = problems_of(text)
    assert (problem.field, problem.message) == (field, message)
    assert problem.remedy


def test_goes_on_after_a_key_that_is_not_text() -> None:
    problems = problems_of("? [a]\n: yes\nb: no\n1: {c: on}\n")
    assert [problem.line for problem in problems] == [1, 2, 3, 4, 4]


@pytest.mark.parametrize(
    "text", ["yes", "No", "on", "OFF", "y", "n", "017", "0o17", "12:30:45", "1_000", "1e3", "="]
)
def test_asks_for_quotes_where_readers_differ(text: str) -> None:
    (problem,) = problems_of(f"a:\n  - b\n  - {text}\n")
    assert (problem.line, problem.column, problem.field) == (3, 5, "a.1")
    assert problem.message == f"{text} means different things to different YAML readers"
    assert f'"{text}" in quotes' in problem.remedy
    for quoted in (f'"{text}"', f"'{text}'", f"|-\n  {text}"):
        assert read_document(f"a: {quoted}\n".encode(), "a.yaml").value == {"a": text}


def test_says_how_to_write_switches_and_numbers() -> None:
    assert problems_of("a: yes\n")[0].remedy == (
        'write "yes" in quotes for text, or true or false for a switch'
    )
    assert problems_of("a: 017\n")[0].remedy == (
        'write "017" in quotes for text, or a decimal number'
    )


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_refuses_endless_nesting(opening: str) -> None:
    (problem,) = problems_of(f"a:\n {opening * 500}")
    assert problem.message == "is nested deeper than 64 levels"


@given(st.dictionaries(nasty.keys, nasty.values, min_size=1, max_size=4))
def test_reads_what_the_writer_writes(value: dict[str, object]) -> None:
    assert repr(read_document(dump([value]).encode(), "a.yaml").value) == repr(value)


@given(st.binary(max_size=40) | nasty.texts.map(str.encode))
def test_reads_or_explains_whatever_it_is_given(data: bytes) -> None:
    with suppress(InputError):
        assert isinstance(read_document(data, "a.yaml").value, dict)
