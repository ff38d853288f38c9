"""Settings for browsers."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dotmac_manifests.components.browser_config import FILE, browser_config


def test_only_public_settings_reach_browsers() -> None:
    text = browser_config({"TENANT_ID": "t", "NEXT_PUBLIC_A": "a"})[FILE]
    assert "TENANT_ID" not in text
    assert '"NEXT_PUBLIC_A": "a"' in text


@given(st.text())
def test_no_value_breaks_out_of_the_script(value: str) -> None:
    text = browser_config({"NEXT_PUBLIC_NAME": value})[FILE]
    body = text.removeprefix("window.__DOTMAC__ = ").removesuffix(";\n")
    assert json.loads(body) == {"NEXT_PUBLIC_NAME": value}
    assert "<" not in text
    assert ">" not in text
