import json
import re
import shutil
import subprocess
from collections import OrderedDict
from enum import StrEnum
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from dotmac_manifests.kube.yaml_scalars import is_disputed, resolve
from dotmac_manifests.kube.yaml_writer import dump
from tests.kube import nasty

KUBECTL = shutil.which("kubectl")


def with_pyyaml(text: str) -> list[object]:
    return list(yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def with_ruamel(text: str) -> list[object]:
    return list(YAML(typ="safe", pure=True).load_all(text))


def test_style() -> None:
    document = {
        "apiVersion": "v1",
        "spec": {
            "replicas": 2,
            "paused": False,
            "ratio": 0.5,
            "nothing": None,
            "selector": {},
            "args": ["--port=80", "yes", ["x", ["z"], {"c": "d", "e": []}], [], {}],
            "env": [{"name": "A", "value": "1"}, {"name": "B", "valueFrom": {"x": ["z"]}}],
        },
        "data": {"run.sh": "#!/bin/sh\n\nexec a\n", "keep": "a\n\n", "strip": "a\n  b"},
    }
    assert (
        dump([document, {}, {"a": "b"}])
        == """\
apiVersion: v1
spec:
  replicas: 2
  paused: false
  ratio: 0.5
  nothing: null
  selector: {}
  args:
    - --port=80
    - "yes"
    - - x
      - - z
      - c: d
        e: []
    - []
    - {}
  env:
    - name: A
      value: "1"
    - name: B
      valueFrom:
        x:
          - z
data:
  run.sh: |
    #!/bin/sh

    exec a
  keep: |+
    a

  strip: |-
    a
      b
---
{}
---
a: b
"""
    )


def test_no_documents_are_no_text() -> None:
    assert dump([]) == ""


@pytest.mark.parametrize(
    "text",
    [
        *("v1", "tenant-a", "app.kubernetes.io/name", "500m", "1280Mi", "10.0.0.0/8", "a b"),
        *("https://a.b/c?d=e#f", "ghcr.io/a/b:v1@sha256:0f", "--flag", "$(POD_IP)", "a, b", "it's"),
    ],
)
def test_ordinary_text_needs_no_quotes(text: str) -> None:
    assert dump([{text: text}]) == f"{text}: {text}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("1.2.3", '"1.2.3"'),
        ('{"a": "\\d"}', """'{"a": "\\d"}'"""),
        ("'a' \"b\"", '"\'a\' \\"b\\""'),
        ("a\tb\r\x85\u2028\ufeff\U0010ffff", '"a\\tb\\r\\x85\\u2028\\ufeff\\U0010ffff"'),
        ("\U0001f600", '"\U0001f600"'),
        ("日本語", '"日本語"'),
        (" a\n", '" a\\n"'),
        ("a \n", '"a \\n"'),
    ],
)
def test_quotes(text: str, written: str) -> None:
    assert dump([{"a": text}]) == f"a: {written}\n"


@pytest.mark.parametrize("text", nasty.TEXTS)
def test_nasty_texts_read_back(text: str) -> None:
    document = {"value": text, "list": [text, [text]], "map": {text[:900]: text}, "last": text}
    written = dump([document, document])
    assert with_pyyaml(written) == [document, document]
    assert with_ruamel(written) == [document, document]


@given(st.lists(nasty.documents, max_size=3))
def test_reads_back(documents: list[dict[str, object]]) -> None:
    written = dump(documents)
    assert with_pyyaml(written) == documents
    assert list(yaml.load_all(written, Loader=yaml.SafeLoader)) == documents
    assert with_ruamel(written) == documents


@given(st.text("ab \n\t\x07\x85é", max_size=12))
def test_several_lines_are_a_block_where_each_is_clean(text: str) -> None:
    lines = text.rstrip("\n").split("\n")
    clean = all(line == line.rstrip(" \t") and not {"\x07", "\x85"} & {*line} for line in lines)
    begun = lines[0][:1] not in ("", " ", "\t")
    assert dump([{"a": text}]).startswith("a: |") == ("\n" in text and clean and begun)


@given(nasty.documents)
def test_types_read_back(document: dict[str, object]) -> None:
    # 1 == 1.0 == True for Python, but not for JSON.
    assert json.dumps(with_pyyaml(dump([document]))) == json.dumps([document])
    assert json.dumps(with_ruamel(dump([document]))) == json.dumps([document])


@given(nasty.texts)
def test_plain_text_is_undisputed_text(text: str) -> None:
    if dump([{"a": text}]) == f"a: {text}\n":
        assert resolve(text) == text
        assert not is_disputed(text)


@given(nasty.documents)
def test_writes_printable_utf8_in_lines_that_end_cleanly(document: dict[str, object]) -> None:
    written = dump([document])
    written.encode()
    assert written.endswith("\n")
    assert not any(line.endswith(" ") for line in written.split("\n"))
    assert not set(written) & set("\r\x00\x7f\x85\xa0\u2028\u2029\ufeff")


def kubectl(*arguments: str, stdin: str = "") -> str:
    if KUBECTL is None:
        pytest.skip("kubectl is not installed")
    command = [KUBECTL, *arguments]
    done = subprocess.run(command, input=stdin.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def config_map(data: dict[str, str]) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "nasty"}, "data": data}


def as_kubectl_reads(written: str) -> object:
    """The data of a ConfigMap; annotating it locally is a way to make kubectl print JSON."""
    annotate = ["annotate", "--local", "--filename=-", "--output=json", "a=b"]
    return json.loads(kubectl(*annotate, stdin=written))["data"]


def test_kubectl_reads_the_same() -> None:
    data = {f"key{number}": text for number, text in enumerate(nasty.TEXTS)}
    data.update((text, text) for text in nasty.TEXTS if len(text) <= 1000)
    assert as_kubectl_reads(dump([config_map(data)])) == data


def test_kustomize_reads_the_same(tmp_path: Path) -> None:
    # It writes control characters raw, and then nothing can read what it wrote.
    visible = [text for text in nasty.TEXTS if re.sub(r"[\t\n]", "", text).isprintable()]
    data = {f"key{number}": text for number, text in enumerate(visible)}
    written = dump([config_map(data)])
    (tmp_path / "config.yaml").write_text(written, "utf-8", newline="")
    (tmp_path / "kustomization.yaml").write_text("resources: [config.yaml]\n", "utf-8")
    assert as_kubectl_reads(kubectl("kustomize", str(tmp_path))) == data


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    "value", [("a",), {"a"}, b"a", object(), 1j, Colour.RED, OrderedDict(a=1), Path("a")]
)
def test_refuses_other_types(value: object) -> None:
    for document in ({"a": value}, {"a": [value]}):
        with pytest.raises(TypeError, match="plain values"):
            dump([document])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_refuses_floats_that_are_not_finite(value: float) -> None:
    with pytest.raises(TypeError, match="finite"):
        dump([{"a": value}])


@pytest.mark.parametrize("key", [1, None, True, 1.5, ("a",)])
def test_refuses_keys_that_are_not_text(key: object) -> None:
    with pytest.raises(TypeError, match="must be text"):
        dump([{key: "a"}])  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"a": 2**63}, "64 bits"),
        ({"a": -(2**63) - 1}, "64 bits"),
        ({"k" * 1001: 1}, "1000 characters"),
        ({"a": "\ud800"}, "half a character"),
        ({"a": "b\n\udfff\n"}, "half a character"),
    ],
)
def test_refuses_what_no_reader_reads_back(document: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        dump([document])


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e16, "1.0e+16"),
        (1e-7, "1.0e-07"),
        (1.5e300, "1.5e+300"),
        (1.0, "1.0"),
        (-0.0, "-0.0"),
        (2**63 - 1, "9223372036854775807"),
        (-(2**63), "-9223372036854775808"),
    ],
)
def test_numbers(value: float, written: str) -> None:
    assert dump([{"a": value}]) == f"a: {written}\n"
