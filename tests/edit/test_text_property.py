"""What holds for every document and every edit of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import assume, given
from hypothesis import strategies as st

from dotmac_manifests.edit.layout import Entry, Node, locate, walk
from dotmac_manifests.edit.operations import changed, same
from dotmac_manifests.edit.text import Delete, Edit, Set, apply
from dotmac_manifests.errors import InputError
from dotmac_manifests.kube.yaml_reader import FieldPath, read_document
from tests.edit.written import PLAIN, texts

VALUES = st.recursive(
    st.sampled_from(["v2", "yes", "1.10", "a, b", "two\nlines\n", "", "plain words", "it's", "#"])
    | st.booleans()
    | st.none()
    | st.integers(-5, 5000),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["new", "on", "other key", "12"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: object, path: FieldPath = ()) -> Iterator[FieldPath]:
    """Every path to a field or an item."""
    pairs: object = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    for part, item in pairs:  # type: ignore[attr-defined]
        yield (*path, part)
        yield from paths(item, (*path, part))


def at(value: object, path: FieldPath) -> object:
    for part in path:
        value = value[part]  # type: ignore[index]
    return value


def read(text: str) -> dict[str, object]:
    return read_document(text.encode(), "x.yaml").value


@st.composite
def edits(draw: st.DrawFn, text: str) -> Edit:
    value = read(text)
    path = draw(st.sampled_from(list(paths(value))))
    kind = draw(st.sampled_from(["set", "set", "delete", "new"]))
    if kind == "delete":
        return Delete(path, prune=draw(st.booleans()))
    new = draw(VALUES)
    if kind == "set":
        return Set(path, new)
    holder = at(value, path)
    if isinstance(holder, list):
        return Set((*path, len(holder)), new)
    if isinstance(holder, dict) or holder is None:
        return Set((*path, "new"), new)
    return Set(("fresh", "new"), new)


def lines(text: str) -> list[str]:
    return re.split(r"\r\n|\n", text.removeprefix("\ufeff"))


@given(st.data(), texts())
def test_what_was_asked_for_is_read_back(data: st.DataObject, text: str) -> None:
    several = data.draw(st.lists(edits(text), min_size=1, max_size=2))
    document = read_document(text.encode(), "x.yaml")
    try:
        expected = changed(document, several)
    except InputError:
        assume(False)
    result = apply(text, several)
    assert same(read(result), expected)
    assert result.startswith("\ufeff") == text.startswith("\ufeff")
    assert ("\r\n" in result and "\n" not in result.replace("\r\n", "")) or "\r" not in result


@given(st.data(), texts())
def test_an_edit_is_done_once(data: st.DataObject, text: str) -> None:
    edit = data.draw(edits(text))
    assume(isinstance(edit, Set) or not isinstance(edit.path[-1], int))
    result = apply(text, [edit])
    assert apply(result, [edit]) is result


@given(st.data(), texts())
def test_a_scalar_that_is_put_back_leaves_no_trace(data: st.DataObject, text: str) -> None:
    value = read(text)
    plain = {*PLAIN, "plain", "it's", True, 12, -3}
    fields = [
        path for path in paths(value) if is_scalar(at(value, path)) and at(value, path) in plain
    ]
    assume(fields)
    path = data.draw(st.sampled_from(fields))
    _, entry = place(text, path)
    assume(entry.node.style in ("", "'"))
    there = apply(
        text, [Set(path, data.draw(st.sampled_from(["v2", "plain words", "10Gi", "a.b/c"])))]
    )
    assert apply(there, [Set(path, at(value, path))]) == text


@given(st.data(), texts())
def test_a_key_that_goes_again_leaves_no_trace(data: st.DataObject, text: str) -> None:
    value = read(text)
    holders = [path for path in paths(value) if at(value, path) and is_mapping(at(value, path))]
    path = (*data.draw(st.sampled_from([(), *holders])), "new")
    new = data.draw(VALUES)
    there = apply(text, [Set(path, new)])
    assume(text.endswith("\n") or not there.endswith("\n"))  # a text at the end needs a line end
    assert apply(there, [Delete(path)]) == text


@given(st.data(), texts())
def test_one_scalar_touches_its_own_lines_only(data: st.DataObject, text: str) -> None:
    value = read(text)
    leaves = [path for path in paths(value) if is_scalar(at(value, path))]
    assume(leaves)
    path = data.draw(st.sampled_from(leaves))
    start, end = touched(text, path)
    before, after = lines(text), lines(apply(text, [Set(path, "another")]))
    assert after[:start] == before[:start]
    assert after[start + 1 :] == before[end:]


@given(st.data(), texts())
def test_a_deleted_entry_takes_its_own_lines_only(data: st.DataObject, text: str) -> None:
    value = read(text)
    found = [path for path in paths(value) if is_plain_line(text, value, path)]
    assume(found)
    path = data.draw(st.sampled_from(found))
    start, end = touched(text, path)
    before, after = lines(text), lines(apply(text, [Delete(path)]))
    if end == len(before):  # the last line ends nowhere, and so does its predecessor
        assert after == before[:start]
    else:
        assert after == before[:start] + before[end:]


def is_scalar(value: object) -> bool:
    return not isinstance(value, dict | list)


def is_mapping(value: object) -> bool:
    return isinstance(value, dict)


def place(text: str, path: FieldPath) -> tuple[Node, Entry]:
    return list(walk(locate(text.removeprefix("\ufeff")), path))[-1]


def is_plain_line(text: str, value: object, path: FieldPath) -> bool:
    """Whether an entry is one of several and begins a line of a block mapping."""
    container, entry = place(text, path)
    body = text.removeprefix("\ufeff")
    before = lines(body[: entry.start])[-1]
    several = is_mapping(at(value, path[:-1])) and len(container.entries or {}) > 1
    return several and not container.flow and not before.strip()


def touched(text: str, path: FieldPath) -> tuple[int, int]:
    """The lines, from 0, from the key or dash of an entry to the end of its value."""
    _, entry = place(text, path)
    body = text.removeprefix("\ufeff")
    start = entry.start if place(text, path)[0].block or entry.node.empty else entry.node.start
    return len(lines(body[:start])) - 1, len(lines(body[: entry.end]))
