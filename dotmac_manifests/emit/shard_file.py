"""What a shard says of itself: which part of which fleet, by which program, and its units.

One JSON document a line: the shard, then each unit with the hash of every file and those of the
objects in it. The last line is the SHA-256 of all before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Self

from dotmac_manifests.emit.rendered import Rendered
from dotmac_manifests.errors import DotmacError

FILE = "shard.jsonl"
FORMAT = 2


class ShardError(DotmacError):
    """Shards that cannot be used, or not together."""


@dataclass(frozen=True)
class Share:
    """The ``number``-th of ``of`` shards, counted from 1."""

    number: int
    of: int

    @classmethod
    def read(cls, text: str) -> Self:
        """A share as people write it, 2/5; raises ShardError."""
        number, slash, of = text.partition("/")
        if slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
            return cls(int(number), int(of))
        raise ShardError(f"--shard takes I/N, the I-th of N shards counted from 1, not {text!r}")

    def takes(self, unit: str) -> bool:
        """Whether a unit belongs here; its name alone decides, whatever others there are.

        Shares of many units differ in size by the square root of it: 10,000 in eight by 3 %.
        """
        drawn = int.from_bytes(sha256(unit.encode()).digest()[:8], "big")
        return drawn % self.of == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


@dataclass(frozen=True)
class Origin:
    """What a shard was rendered from, and by: hashes of the inputs and of the program."""

    inputs: str
    program: str


def line(unit: Rendered) -> str:
    """A unit as the shard's file keeps it."""
    objects = unit.identities
    files = {path: [unit.contents[path], objects.get(path, b"").hex()] for path in unit.files}
    return _json({"unit": unit.unit, "region": unit.region, "files": files})


def document(share: Share, origin: Origin, lines: Iterable[str]) -> bytes:
    """The shard's file."""
    head = _json({"format": FORMAT, **asdict(share), **asdict(origin)})
    text = "".join(f"{one}\n" for one in (head, *lines)).encode()
    return text + f"{sha256(text).hexdigest()}\n".encode()


@dataclass(frozen=True)
class Shard:
    """A shard in a folder; its units' lines are read when they are asked for."""

    folder: Path
    share: Share
    origin: Origin
    lines: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> Shard:
        """The shard of a folder; raises ShardError when there is none or it is damaged."""
        file = folder / FILE
        try:
            data = file.read_bytes()
        except OSError as error:
            raise ShardError(f"{file} cannot be read: {error.strerror}") from None
        *rows, last = data.splitlines(keepends=True) or [b""]
        if last != f"{sha256(data[: len(data) - len(last)]).hexdigest()}\n".encode() or not rows:
            raise ShardError(f"{file} is damaged; render this shard again")
        head = json.loads(rows[0])
        if head.get("format") != FORMAT:
            raise ShardError(f"{file} was written by another version of dotmac")
        share, origin = Share(head["number"], head["of"]), Origin(head["inputs"], head["program"])
        return cls(folder, share, origin, {_name(row): row for row in rows[1:]})

    def rendered(self, name: str) -> Rendered:
        """One of its units; raises ShardError when a file is not what was rendered."""
        found = json.loads(self.lines[name])
        files: dict[str, bytes] = {}
        identities: dict[str, bytes] = {}
        for path, (content, objects) in found["files"].items():
            files[path] = self._file(path, content)
            if objects:
                identities[path] = bytes.fromhex(objects)
        contents = {path: content for path, (content, _) in found["files"].items()}
        return Rendered(found["unit"], found["region"], files, contents, identities)

    def _file(self, path: str, content: str) -> bytes:
        file = self.folder / path
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ShardError(f"{self.folder / FILE} names {path}, which no shard holds")
        try:
            data = file.read_bytes()
        except OSError as error:
            raise ShardError(f"{file} cannot be read: {error.strerror}") from None
        if sha256(data).hexdigest() != content:
            raise ShardError(f"{file} is damaged; render shard {self.share} again")
        return data


def _name(row: bytes) -> str:
    name: str = json.loads(row[: row.index(b",")] + b"}")["unit"]
    return name


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
