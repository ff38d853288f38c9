"""Edits of the repository's own inputs, as the verbs make them, and of what people may write."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path

import pytest

from dotmac_manifests.edit import text as text_module
from dotmac_manifests.edit.text import Delete, EditError, Set, apply
from dotmac_manifests.errors import InputError
from dotmac_manifests.kube.yaml_reader import FieldPath, read_document

ROOT = Path(__file__).parents[2]
LIFECYCLE = Set(("spec", "lifecycle"), {"state": "suspended", "reason": "unpaid: 3 months"})
INPUTS = sorted(
    [ROOT / "platform.yaml", *ROOT.glob("tenants/*.yaml"), *ROOT.glob("regions/*.yaml")]
)


def source(name: str) -> str:
    return (ROOT / name).read_bytes().decode()


def difference(one: str, other: str) -> list[str]:
    """Lines that only one of two texts has."""
    lines = ndiff(one.splitlines(), other.splitlines())
    return [line for line in lines if line.startswith(("+", "-"))]


def test_a_ring_gets_a_release() -> None:
    before = source("platform.yaml")
    path = ("spec", "rings", 1, "release")
    after = apply(before, [Set(path, "v9.9.9")])
    (old, new) = difference(before, after)
    assert new == "+       release: v9.9.9"
    back = old.removeprefix("-       release: ")
    assert apply(after, [Set(path, back)]) == before


def test_a_flag_keeps_its_comment() -> None:
    before = source("platform.yaml")
    path = ("spec", "featureFlags", "enableCustomerPortal")
    after = apply(before, [Set(path, False)])
    comment = " # false closes every portal, e.g. in an incident"
    assert difference(before, after) == [
        f"-     enableCustomerPortal: true{comment}",
        f"+     enableCustomerPortal: false{comment}",
    ]
    assert apply(after, [Set(path, True)]) == before


def test_a_release_needs_no_lines_of_others() -> None:
    before = source("platform.yaml")
    images = {"isp-backend": {"tag": "1.10", "digest": "sha256:" + "0" * 64}}
    path = ("spec", "releases", "v9.9.9")
    after = apply(before, [Set(path, {"images": images})])
    assert difference(before, after) == [
        "+     v9.9.9:",
        "+       images:",
        "+         isp-backend:",
        '+           tag: "1.10"',
        f"+           digest: sha256:{'0' * 64}",
    ]
    assert apply(after, [Delete(path)]) == before


def test_a_size_stays_in_its_braces() -> None:
    before = source("tenants/citynet.yaml")
    path = ("spec", "sizes", "isp-backend", "replicas", "max")
    after = apply(before, [Set(path, 20)])
    assert set(difference(before, after)) == {
        "-       replicas: {min: 2, max: 10}",
        "+       replicas: {min: 2, max: 20}",
    }
    assert apply(after, [Set(path, 10)]) == before


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_a_lifecycle_comes_and_goes_without_a_trace(path: Path) -> None:
    before = path.read_bytes().decode()
    before = apply(before, [Delete(LIFECYCLE.path)])
    after = apply(before, [LIFECYCLE])
    assert difference(before, after) == [
        "+   lifecycle:",
        "+     state: suspended",
        '+     reason: "unpaid: 3 months"',
    ]
    assert apply(after, [Delete(LIFECYCLE.path)]) == before


def test_a_new_key_follows_its_predecessor_in_the_order() -> None:
    def order(path: FieldPath) -> list[str]:
        return ["id", "plan", "lifecycle", "seats"] if path == ("spec",) else []

    before = source("tenants/fast-fiber.yaml")
    lines = apply(before, [LIFECYCLE], order=order).splitlines()
    at = lines.index("  lifecycle:")
    assert lines[at - 1] == "  plan: professional"
    assert lines[at + 3] == "  seats: 50"


def test_a_new_key_may_come_first() -> None:
    def order(_: FieldPath) -> list[str]:
        return ["a", "b"]

    assert apply("# top\nb: 1\n", [Set(("a",), 2)], order=order) == "# top\na: 2\nb: 1\n"
    text = "x:\n  # about b\n  b: 1\n"
    assert apply(text, [Set(("x", "a"), 2)], order=order) == "x:\n  a: 2\n  # about b\n  b: 1\n"
    assert apply("- b: 1\n".join(["x:\n", ""]), [Set(("x", 0, "a"), 2)], order=order) == (
        "x:\n- a: 2\n  b: 1\n"
    )
    assert apply("x: {b: 1}\n", [Set(("x", "a"), 2)], order=order) == "x: {a: 2, b: 1}\n"


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        pytest.param("a: # c\nb: 1\n", Set(("a",), "x"), "a: x # c\nb: 1\n", id="empty"),
        pytest.param("a: x # c\n", Set(("a",), {"b": 1}), "a: # c\n  b: 1\n", id="to-mapping"),
        pytest.param("a: # c\n  b: 1 # d\n", Set(("a",), 1), "a: 1 # c\n", id="to-scalar"),
        pytest.param("a: x\n", Set(("a",), "x\ny\n"), "a: |\n  x\n  y\n", id="to-lines"),
        pytest.param("a: x # c\n", Set(("a",), "x\ny"), 'a: "x\\ny" # c\n', id="commented-lines"),
        pytest.param("a: |\n  x\n\nb: 1\n", Set(("a",), "z"), "a: z\n\nb: 1\n", id="from-lines"),
        pytest.param("a: 'x'\n", Set(("a",), "yes"), "a: 'yes'\n", id="same-quotes"),
        pytest.param('a: "x"\n', Set(("a",), "z"), 'a: "z"\n', id="chosen-quotes"),
        pytest.param('a: "yes"\n', Set(("a",), "z"), "a: z\n", id="needed-quotes"),
        pytest.param("a: x\n", Set(("a",), "0o7"), 'a: "0o7"\n', id="disputed"),
        pytest.param("a: [x]\n", Set(("a", 0), "y, z"), 'a: ["y, z"]\n', id="comma-in-list"),
        pytest.param("a: [x,]\n", Set(("a", 1), "z"), "a: [x, z,]\n", id="append"),
        pytest.param("a: [x, z]\n", Delete(("a", 0)), "a: [z]\n", id="first-of-list"),
        pytest.param("a: [x, z]\n", Delete(("a", 1)), "a: [x]\n", id="last-of-list"),
        pytest.param("a: {b: 1}\n", Delete(("a", "b")), "a: {}\n", id="emptied-braces"),
        pytest.param("a:\n  b: 1\n", Delete(("a", "b")), "a: {}\n", id="emptied-block"),
        pytest.param("a:\n  b: 1\nc: 2\n", Delete(("a", "b"), prune=True), "c: 2\n", id="pruned"),
        pytest.param("a: {}\n", Set(("a", "b"), 1), "a:\n  b: 1\n", id="filled"),
        pytest.param("a: 1", Set(("b",), 2), "a: 1\nb: 2", id="no-line-end"),
        pytest.param("a: 1\nb: 2", Delete(("b",)), "a: 1", id="no-line-end-deleted"),
        pytest.param("a: 1 # c\n# about b\nb: 2\n", Delete(("a",)), "# about b\nb: 2\n", id="next"),
        pytest.param("{}\n", Set(("a",), 1), "a: 1\n", id="filled-root"),
        pytest.param("a: 1\n", Delete(("a",)), "{}\n", id="emptied-root"),
        pytest.param("a: 1\r\n", Set(("b", "c"), 2), "a: 1\r\nb:\r\n  c: 2\r\n", id="crlf"),
        pytest.param("a: 1\n", Set(("a",), True), "a: true\n", id="one-is-not-true"),
        pytest.param("a: {b, c: 1}\n", Set(("a", "b"), 2), "a: {b: 2, c: 1}\n", id="bare-key"),
        pytest.param(
            "l:\n  - k: 1\n    # about m\n    m: 2\n",
            Delete(("l", 0, "k")),
            "l:\n  - # about m\n    m: 2\n",
            id="behind-a-dash",
        ),
    ],
)
def test_small_edits(before: str, edit: Set | Delete, after: str) -> None:
    assert apply(before, [edit]) == after


@pytest.mark.parametrize(
    "edit", [Set(("a", "b"), {"c": [1]}), Delete(("a", "x")), Delete(("y", 0))]
)
def test_what_is_there_already_returns_the_very_text(edit: Set | Delete) -> None:
    text = "a:   {b:   {c: [ 1 ]}} # odd"
    assert apply(text, [edit]) is text


@pytest.mark.parametrize(
    ("path", "line", "field", "message"),
    [
        (("a", "b", "c"), 2, "a.b", "is neither a mapping nor a list"),
        (("a", "l", 2), 3, "a.l", "is a list of 1 and has no item 2"),
        (("a", "l", "x"), 3, "a.l", "is a list and has no key 'x'"),
        (("a", 0), 1, "a", "is a mapping and has no item 0"),
    ],
)
def test_a_path_that_leads_nowhere(path: FieldPath, line: int, field: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        apply("a:\n  b: text\n  l: [1]\n", [Set(path, 1)], file="tenants/x.yaml")
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == ("tenants/x.yaml", line, field)
    assert message in problem.message
    assert problem.remedy


def test_unusual_yaml_is_written_by_ruamel_alone() -> None:
    before = "# top\n? a\n: x # c\nb:   1\n"
    after = apply(before, [Set(("a",), {"n": 1})])
    assert read_document(after.encode(), "").value == {"a": {"n": 1}, "b": 1}
    assert after.startswith("# top\n")


def test_a_text_of_several_lines_at_the_end_keeps_its_content() -> None:
    after = apply("a: |\n  x", [Set(("b",), 1)])
    assert read_document(after.encode(), "").value == {"a": "x", "b": 1}


def test_nothing_is_returned_that_reads_back_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "splice", lambda text, *_: text + "x: 1\n")
    monkeypatch.setattr(text_module, "round_trip", lambda *_: ("a: [",))
    with pytest.raises(EditError, match=r"x\.yaml: cannot change a"):
        apply("a: 1\n", [Set(("a",), 2)], file="x.yaml")


def test_values_that_yaml_cannot_carry() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        apply("a: 1\n", [Set(("a",), 2**64)])
    with pytest.raises(TypeError):
        apply("a: 1\n", [Set(("a",), object())])
