"""The whole text by ruamel, for what cannot be edited in place."""

from __future__ import annotations

import pytest

from dotmac_manifests.edit.round_trip import round_trip
from dotmac_manifests.kube.yaml_reader import read_document

TEXT = "# top\r\na:   # c\r\n    b: [1,  2] # d\r\n    c:\r\n    - x: 'q'\r\n    - 2\r\n? e\r\n: 1"


@pytest.mark.parametrize(
    "new",
    [
        {"a": {"b": [1], "c": [{"x": "r"}, 2, 3]}, "e": 2, "f": None},
        {"a": {"b": [1, 2, "yes"], "c": [{}]}},
        {"a": {"c": 5}, "e": {"g": "1\n2\n"}},
    ],
)
def test_values_and_comments(new: dict[str, object]) -> None:
    old = read_document(TEXT.encode(), "").value
    bare, written = round_trip(TEXT, old, new)
    assert new in [read_document(found.encode(), "").value for found in (bare, written)]
    assert written == bare + "\r\n"
    assert written.startswith("# top\r\na:")
    assert "# c" in written
    assert "\n" not in written.replace("\r\n", "")
