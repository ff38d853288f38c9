"""What programs read: one JSON document, sorted keys, a final newline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from json import dumps
from typing import Any

from dotmac_manifests.errors import Problem


def document(value: Any) -> str:
    """JSON text of plain data."""
    return dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def problems(found: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as objects: file, line, column, field, message, remedy."""
    return [asdict(problem) for problem in found]
