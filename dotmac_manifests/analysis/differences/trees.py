"""The two sets of manifests: folders, or trees of Git, with a hash of each file's content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotmac_manifests.analysis.sources import SUFFIXES
from dotmac_manifests.errors import DotmacError
from dotmac_manifests.git import Blob, GitError, Repository

_HASHES = {40: "sha1", 64: "sha256"}
"""Which hash names contents in a repository, by the length of its ids.
Source: https://git-scm.com/docs/hash-function-transition"""


@dataclass(frozen=True)
class Folder:
    """A folder, or a single file, as it stands; contents are hashed as Git would do it."""

    name: str
    hash: str = "sha1"

    def files(self) -> tuple[Blob, ...]:
        """The manifests, by path."""
        top = Path(self.name)
        if top.is_file():
            return (self._blob(top, top.name),)
        found = [
            Path(folder, name)
            for folder, _, names in os.walk(top)
            for name in names
            if name.endswith(SUFFIXES)
        ]
        blobs = [
            self._blob(file, file.relative_to(top).as_posix())
            for file in found
            if not file.is_symlink()
        ]
        return tuple(sorted(blobs, key=lambda blob: blob.path))

    def contents(self, files: Sequence[Blob]) -> Iterator[bytes]:
        """Content of each of the files."""
        top = Path(self.name)
        for file in files:
            yield (top if top.is_file() else top / file.path).read_bytes()

    def where(self, path: str) -> str:
        """How a person finds a file of this set."""
        return self.name if Path(self.name).is_file() else (Path(self.name) / path).as_posix()

    def _blob(self, file: Path, path: str) -> Blob:
        data = file.read_bytes()
        digest = hashlib.new(self.hash, b"blob %d\0" % len(data), usedforsecurity=False)
        digest.update(data)
        return Blob(path, digest.hexdigest(), len(data))


@dataclass(frozen=True)
class Revision:
    """A folder of a revision in Git; ``tree`` is its id, ``name`` what people call it."""

    name: str
    tree: str
    home: Path

    @property
    def hash(self) -> str:
        """The hash that names contents."""
        return _HASHES[len(self.tree)]

    def files(self) -> tuple[Blob, ...]:
        """The manifests, by path."""
        blobs = Repository(self.home).blobs(self.tree)
        return tuple(
            sorted((b for b in blobs if b.path.endswith(SUFFIXES)), key=lambda blob: blob.path)
        )

    def contents(self, files: Sequence[Blob]) -> Iterator[bytes]:
        """Content of each of the files."""
        for data in Repository(self.home).contents([file.id for file in files]):
            if data is None:
                raise GitError(f"{self.name}: Git has lost a file of it since it was listed")
            yield data

    def where(self, path: str) -> str:
        """How a person finds a file of this set: `git show` takes it."""
        return f"{self.name.rstrip('/')}{'' if self.name.endswith(':') else '/'}{path}"


Tree = Folder | Revision


def open_trees(old: str, new: str, folder: str, home: Path) -> tuple[Tree, Tree]:
    """The two sets: what there is on disk, else a revision, whose ``folder`` is meant if it names
    none with `REV:path`. Raises DotmacError for what is neither."""
    found = _open(old, folder, home), _open(new, folder, home)
    # Contents compare by their hashes, so a folder takes the hash of the repository beside it.
    by = next((tree.hash for tree in found if isinstance(tree, Revision)), "sha1")
    first, second = (Folder(t.name, by) if isinstance(t, Folder) else t for t in found)
    return first, second


def _open(text: str, folder: str, home: Path) -> Tree:
    if not text:
        raise DotmacError("A set of manifests needs a name: a folder, or a revision of Git")
    if Path(text).exists():
        return Folder(text)
    name = text if ":" in text else f"{text}:./{folder}"
    try:
        return Revision(name.replace(":./", ":"), Repository(home).object_id(name), home)
    except GitError as error:
        raise DotmacError(f"{text} is no folder, and no revision with one: {error}") from None
