"""Tables of the documents below `docs/`, and the manifests that they speak of."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.fleet import ROOT, seed_plan

__all__ = ["ROOT", "Table", "code", "dist", "tables"]


@dataclass(frozen=True)
class Table:
    """A table, the heading above it, and its rows by column."""

    section: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]


def tables(document: Path) -> tuple[Table, ...]:
    """All tables of a Markdown document, in order."""
    return tuple(_tables(document.read_text(encoding="utf-8").splitlines()))


def _tables(lines: list[str]) -> Iterator[Table]:
    section, block = "", list[str]()
    for line in [*lines, ""]:
        if line.startswith("|"):
            block.append(line)
            continue
        if block:
            columns, _, *rows = (_cells(entry) for entry in block)
            yield Table(
                section, columns, tuple(dict(zip(columns, row, strict=True)) for row in rows)
            )
            block = []
        if line.startswith("#"):
            section = line.lstrip("#").strip()


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1])


def code(cell: str) -> str:
    """A cell without its backticks."""
    return cell.strip().strip("`").strip()


@cache
def dist() -> Path:
    """The committed `dist/`; where there is none yet, one that is rendered for the tests."""
    committed = ROOT / "dist"
    if (committed / "index").is_dir():
        return committed
    from dotmac_manifests.emit.synth import Selection, synth

    folder = Path(tempfile.mkdtemp(prefix="dist-"))
    synth(seed_plan(), folder, Selection(frozenset(), frozenset()), check=False)
    return folder
