"""JSON that reads back as it was, on lines of its own."""

from __future__ import annotations

from json import dumps, loads
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.components.json_text import pretty

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_it_reads_back_as_it_was(value: Any) -> None:
    assert loads(pretty(value)) == value


def test_it_is_laid_out_as_the_standard_library_does() -> None:
    value = {"a": [1, {"b": None, "c": []}, "text\n"], "d": {}, "e": True}
    assert pretty(value) == dumps(value, indent=2)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        pretty({"a": [object()]})
