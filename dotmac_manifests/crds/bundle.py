"""The exported schemas that ship with the package.

Reading a file takes well under a millisecond; building the models costs a few hundred. So whoever
only judges manifests reads the export, and a test holds it equal to the models.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("schemas")

_API_VERSION = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?/v[0-9]+((alpha|beta)[0-9]+)?")
_KIND = re.compile(r"[A-Z][A-Za-z0-9]*")


def relative_path(api_version: str, kind: str) -> Path:
    """Where the schema of a kind lies in an export: `<group>/<kind>_<version>.json`."""
    group, version = api_version.split("/")
    return Path(group) / f"{kind.lower()}_{version}.json"


@cache
def bundled_schema(api_version: str, kind: str) -> dict[str, Any] | None:
    """The JSON Schema of a custom resource, or None for a kind that has none."""
    if not (_API_VERSION.fullmatch(api_version) and _KIND.fullmatch(kind)):
        return None
    path = FOLDER / relative_path(api_version, kind)
    if not path.is_file():
        return None
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    # File names ignore case, kinds do not.
    return schema if schema["properties"]["kind"]["const"] == kind else None


def bundled_kinds() -> frozenset[tuple[str, str]]:
    """Every (apiVersion, kind) that has a schema."""
    found = set()
    for path in FOLDER.glob("*/*.json"):
        properties = json.loads(path.read_text(encoding="utf-8"))["properties"]
        found.add((properties["apiVersion"]["const"], properties["kind"]["const"]))
    return frozenset(found)
