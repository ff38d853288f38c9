"""Settings that browsers load, for front ends whose bundle is the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps

FILE = "config.js"


def browser_config(values: Mapping[str, str]) -> dict[str, str]:
    """ConfigMap data: a script with the NEXT_PUBLIC_* variables among ``values``.

    It is JSON in ASCII that no value can break out of, wherever the script ends up.
    """
    public = {key: value for key, value in sorted(values.items()) if key.startswith("NEXT_PUBLIC_")}
    text = dumps(public, indent=2).replace("<", "\\u003c").replace(">", "\\u003e")
    return {FILE: f"window.__DOTMAC__ = {text};\n"}
