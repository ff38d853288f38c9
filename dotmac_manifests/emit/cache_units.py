"""The units of a run as they are remembered: key, files with their hashes, claims, identities.

One line a unit, so that a run that concerns one unit reads and writes one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate

from dotmac_manifests.emit.owners import WIDTH, cut

_HASH = 64


@dataclass(frozen=True)
class Row:
    """One unit: ``files`` maps paths below `dist/` to SHA-256, ``identities`` are hashes, joined.

    ``claims`` are the names that no other tenant may have.
    """

    name: str
    key: str
    claims: tuple[str, ...]
    identities: bytes
    files: Mapping[str, str]

    def line(self) -> str:
        """As it is kept; raises ValueError when a part holds a separator."""
        fields = [
            self.name,
            str(len(self.files)),
            self.key,
            " ".join(self.claims),
            self.identities.hex(),
            *(f"{content} {path}" for path, content in self.files.items()),
        ]
        line = "\t".join(fields)
        if line.count("\t") != len(fields) - 1 or "\n" in line:
            raise ValueError(f"{self.name!r} cannot be kept")
        return line

    @classmethod
    def read(cls, line: str) -> Row:
        """The unit of a line; raises ValueError when it is none."""
        name, count, key, claims, identities, *files = line.split("\t")
        if int(count) != len(files):
            raise ValueError("a line is damaged")
        return cls(
            name,
            key,
            tuple(claims.split()),
            bytes.fromhex(identities),
            {file[_HASH + 1 :]: file[:_HASH] for file in files},
        )


class Units:
    """Units in the order of their files in `dist/`, read as far as they are asked for."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._lines: dict[str, str] = {_field(line, 0): line for line in lines}

    @classmethod
    def read(cls, table: bytes) -> Units:
        """The units of a table as `table` gives it."""
        return cls(line for line in table.decode().split("\n") if line)

    def table(self) -> bytes:
        """As it is kept."""
        buffer = BytesIO()  # whose bytes are there once; they are many
        buffer.writelines(f"{line}\n".encode() for line in self._lines.values())
        return buffer.getvalue()

    def __contains__(self, name: str) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def row(self, name: str) -> Row | None:
        """One unit."""
        line = self._lines.get(name)
        return Row.read(line) if line else None

    def key(self, name: str) -> str | None:
        """Key of one unit."""
        line = self._lines.get(name)
        return _field(line, 2) if line else None

    def only(self, names: Iterable[str]) -> Units:
        """Those of some names, in the order of the names."""
        found = Units()
        found._lines = {name: self._lines[name] for name in names}
        return found

    def updated(self, lines: Mapping[str, str], kept: Units) -> Units:
        """Those that are ``kept``, and others in their place and after them."""
        found = Units()
        found._lines = {
            name: lines.get(name) or line
            for name, line in self._lines.items()
            if name in lines or name in kept
        }
        found._lines.update(lines)
        return found

    def claims(self) -> frozenset[str]:
        """Claims of all units."""
        return frozenset(
            claim for line in self._lines.values() for claim in _field(line, 3).split()
        )

    def identities(self) -> frozenset[bytes]:
        """Identities of all units."""
        joined = (bytes.fromhex(_field(line, 4)) for line in self._lines.values())
        return frozenset(one for hashes in joined for one in cut(hashes))

    def objects(self) -> int:
        """How many objects all units hold."""
        return sum(len(_field(line, 4)) for line in self._lines.values()) // (2 * WIDTH)

    def paths(self) -> list[str]:
        """Paths of all files, unit by unit."""
        return [file[_HASH + 1 :] for line in self._lines.values() for file in line.split("\t")[5:]]

    def owners(self) -> tuple[list[str], list[int]]:
        """Names of the units, and up to which position in `paths` the files of each go."""
        counts = (int(_field(line, 1)) for line in self._lines.values())
        return list(self._lines), list(accumulate(counts))


def _field(line: str, number: int) -> str:
    """One field of a line, without a copy of those after it."""
    start = 0
    for _ in range(number):
        start = line.index("\t", start) + 1
    end = line.find("\t", start)
    return line[start:] if end < 0 else line[start:end]
