"""The units of a run as they are remembered: key, claims, files with their hashes, identities.

What is the same of all units is kept together, so that much is read and written in few steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from dotmac_manifests.emit.owners import WIDTH, cut

if TYPE_CHECKING:
    from dotmac_manifests.emit.cache_state import State

_HASH = 32


class Table(NamedTuple):
    """Units as they are kept: a line for each; SHA-256 of their files; hashes of their objects."""

    lines: bytes = b""
    contents: bytes = b""
    identities: bytes = b""


@dataclass(frozen=True)
class Row:
    """One unit: ``paths`` lie below `dist/`; ``contents`` are their SHA-256, joined, and
    ``identities`` the hashes of its objects, joined.

    ``claims`` are the names that no other tenant may have, parted by spaces.
    """

    name: str
    key: str
    claims: str
    paths: tuple[str, ...]
    contents: bytes
    identities: bytes

    @property
    def files(self) -> Mapping[str, str]:
        """SHA-256 of each file by its path."""
        told = self.contents.hex()
        size = 2 * _HASH
        return {path: told[size * at : size * (at + 1)] for at, path in enumerate(self.paths)}

    def line(self) -> str:
        """As it is kept, without hashes; raises ValueError when a part holds a separator."""
        counts = (str(len(self.paths)), str(len(self.identities) // WIDTH))
        line = "\t".join((self.name, *counts, self.key, self.claims))
        if line.count("\t") != len(counts) + 2 or "\n" in line:
            raise ValueError(f"{self.name!r} cannot be kept")
        return line


class Units:
    """Units in the order of their files in `dist/`."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows = {row.name: row for row in rows}

    @classmethod
    def of(cls, state: State) -> Units:
        """Those of a run that was read whole; raises ValueError and TypeError where that is not
        what `table` gives, or not of the same files."""
        return cls(_rows(Table(*state.units), state.output.files[1:]))  # the first is the marker

    def table(self) -> Table:
        """As they are kept."""
        rows = self._rows.values()
        return Table(
            "\n".join(row.line() for row in rows).encode(),
            b"".join(row.contents for row in rows),
            b"".join(row.identities for row in rows),
        )

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, name: str) -> Row | None:
        """One unit."""
        return self._rows.get(name)

    def key(self, name: str) -> str | None:
        """Key of one unit."""
        row = self._rows.get(name)
        return row.key if row else None

    def only(self, names: Iterable[str]) -> Units:
        """Those of some names, in the order of the names."""
        return Units(self._rows[name] for name in names)

    def updated(self, rows: Mapping[str, Row], kept: Units) -> Units:
        """Those that are ``kept``, and others in their place and after them."""
        found = Units()
        found._rows = {
            name: rows.get(name) or row
            for name, row in self._rows.items()
            if name in rows or name in kept
        }
        found._rows.update(rows)
        return found

    def claims(self) -> frozenset[str]:
        """Claims of all units."""
        return frozenset(" ".join(row.claims for row in self._rows.values()).split())

    def identities(self) -> frozenset[bytes]:
        """Identities of all units."""
        return frozenset(cut(b"".join(row.identities for row in self._rows.values())))

    def objects(self) -> int:
        """How many objects all units hold."""
        return sum(len(row.identities) for row in self._rows.values()) // WIDTH

    def paths(self) -> list[str]:
        """Paths of all files, unit by unit."""
        return [path for row in self._rows.values() for path in row.paths]


def _rows(table: Table, paths: Sequence[str]) -> Iterator[Row]:
    file = first = 0
    for line in table.lines.decode().split("\n") if table.lines else ():
        name, files, objects, key, claims = line.split("\t")
        end, last = file + int(files), first + WIDTH * int(objects)
        contents, identities = table.contents[_HASH * file : _HASH * end], table.identities
        yield Row(name, key, claims, tuple(paths[file:end]), contents, identities[first:last])
        file, first = end, last
    if (file, _HASH * file, first) != (len(paths), len(table.contents), len(table.identities)):
        raise ValueError("the table and the files do not go together")
