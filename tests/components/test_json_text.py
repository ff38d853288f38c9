"""The same text as the standard library's, only sooner."""

from __future__ import annotations

from json import dumps
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.components.json_text import pretty

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_it_is_the_text_of_the_standard_library(value: Any) -> None:
    assert pretty(value) == dumps(value, indent=2)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        pretty({"a": [object()]})
