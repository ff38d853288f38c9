"""What a unit is rendered to: its files, and the index that lists them with their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dotmac_manifests.emit.owners import WIDTH

INDEX_FOLDER = "index"


@dataclass(frozen=True)
class Rendered:
    """Files of one unit, by path below `dist/`, its index among them.

    ``contents`` are the SHA-256 of each, and ``identities`` the hashes of the objects in each that
    holds any, joined; see `owners.identity_hash`.
    """

    unit: str
    region: str
    files: Mapping[str, bytes]
    contents: Mapping[str, str]
    identities: Mapping[str, bytes]

    @property
    def objects(self) -> int:
        """How many Kubernetes objects the unit holds."""
        return sum(map(len, self.identities.values())) // WIDTH


def index_path(unit: str) -> str:
    """Path of a unit's index below `dist/`."""
    return f"{INDEX_FOLDER}/{unit}.sha256"


def index(contents: Mapping[str, str]) -> bytes:
    """The hash of each file, as `sha256sum --check` reads it when it runs in `dist/`."""
    return "".join(f"{content}  {path}\n" for path, content in sorted(contents.items())).encode()


def index_files(data: bytes) -> tuple[str, ...]:
    """Paths that an index lists; lines that are none of ours are passed over."""
    lines = data.decode("utf-8", "replace").splitlines()
    return tuple(line[66:] for line in lines if line[64:66] == "  ")
