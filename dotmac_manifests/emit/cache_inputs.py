"""What people wrote, as one run sees it: which files there are, and which have changed."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from dotmac_manifests.emit.cache_stamps import WIDTH, Files, names_hash, take, unsettled
from dotmac_manifests.emit.cache_state import State
from dotmac_manifests.spec.load import (
    PLATFORM_FILE,
    REGIONS_FOLDER,
    REMOVALS_FOLDER,
    ROLLOUTS_FOLDER,
    TENANTS_FOLDER,
    TOMBSTONES_FOLDER,
)

FOLDERS = (
    REGIONS_FOLDER,
    TENANTS_FOLDER,
    ROLLOUTS_FOLDER,
    TOMBSTONES_FOLDER,
    REMOVALS_FOLDER,
)
_LENGTH = sha256().digest_size


@dataclass(frozen=True)
class Inputs:
    """``contents`` maps each file to the SHA-256 of its content, or to nothing if unreadable.

    ``read`` holds the content of those that had to be read to know; None is a file that goes.
    """

    files: Files
    contents: Mapping[str, bytes]
    read: Mapping[str, bytes | None]

    @classmethod
    def look(cls, root: str, former: State | None) -> Inputs:
        """The inputs as they are now; only what differs from the ``former`` run is read."""
        now = time.time_ns()
        files, listed, stamps = _listed(root)
        seen = Files(root, FOLDERS, files, stamps, {}, follow=True)
        known = _known(former) if former else {}
        contents: dict[str, bytes] = {}
        read: dict[str, bytes] = {}
        first = len(FOLDERS)
        for position, name in enumerate(files, first):
            stamp = seen.stamps[WIDTH * position : WIDTH * (position + 1)].tobytes()
            content = known.get((name, stamp))
            if content is None:
                data = _read(os.path.join(root, name))
                content = b"" if data is None else sha256(data).digest()
                if data is not None:
                    read[name] = data
            contents[name] = content
        for position in unsettled(stamps, now):
            seen.unsettled[position] = (
                names_hash(listed[position])
                if position < first
                else contents[files[position - first]].hex()
            )
        return cls(seen, contents, read)

    def drafted(self, files: Mapping[str, bytes | None]) -> Inputs:
        """The same with some files as they are going to be; None is one that goes."""
        contents = {name: found for name, found in self.contents.items() if name not in files}
        fresh = {name: sha256(data).digest() for name, data in files.items() if data is not None}
        return Inputs(self.files, {**contents, **fresh}, {**self.read, **files})

    @property
    def still(self) -> bool:
        """Whether they are as they were when they were looked at."""
        return not self.files.differing()

    def told(self) -> str:
        """Hash of all names and contents, the same on every machine."""
        lines = (f"{content.hex()} {name}\n" for name, content in sorted(self.contents.items()))
        return sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()

    def table(self) -> bytes:
        """The hashes as they are kept, in the order of the files."""
        return b"".join(content.ljust(_LENGTH, b"\0") for content in self.contents.values())


def look(root: str) -> tuple[bytes, ...]:
    """What differs as soon as an input is edited, comes or goes."""
    files, _, stamps = _listed(root)
    return "\0".join(files).encode("utf-8", "surrogateescape"), stamps.tobytes()


def former_contents(state: State) -> dict[str, bytes]:
    """Files of a former run and their hashes."""
    table = state.contents
    if len(table) != _LENGTH * len(state.inputs.files):
        return {}
    return {
        name: table[_LENGTH * at : _LENGTH * (at + 1)] for at, name in enumerate(state.inputs.files)
    }


def _known(state: State) -> dict[tuple[str, bytes], bytes]:
    """Hash by name and stamp, of the files that their stamps tell all about."""
    files = state.inputs
    first = len(files.folders)
    stamps = files.stamps.tobytes()
    width = WIDTH * files.stamps.itemsize
    return {
        (name, stamps[width * at : width * (at + 1)]): content
        for at, (name, content) in enumerate(former_contents(state).items(), first)
        if at not in files.unsettled and any(content)
    }


def _listed(root: str) -> tuple[list[str], list[list[str]], array[int]]:
    """All inputs; the names in each folder; stamps of the folders, then of the inputs."""
    stamps = take(root, FOLDERS, follow=True)
    files = [PLATFORM_FILE]
    listed = [_names(os.path.join(root, folder)) for folder in FOLDERS]
    for folder, names in zip(FOLDERS, listed, strict=True):
        files += [f"{folder}/{name}" for name in names if not name.startswith(".")]
    stamps.extend(take(root, files, follow=True))
    return files, listed, stamps


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None
