"""Reads from Git, through its own program: revisions, trees, contents."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotmac_manifests.errors import DotmacError


class GitError(DotmacError):
    """Git is not there, or cannot tell what it was asked."""


@dataclass(frozen=True)
class Blob:
    """A file of a tree: its path below the tree, the hash that names its content, its bytes."""

    path: str
    id: str
    size: int


@dataclass(frozen=True)
class Repository:
    """The repository that the folder ``home`` is in; paths that begin with `./` are below it."""

    home: Path

    def ask(self, *arguments: str) -> str:
        """What a command of Git prints; raises GitError with its last word on what is wrong."""
        return self._run(arguments).decode("utf-8", "surrogateescape")

    def object_id(self, name: str) -> str:
        """The id of the object with this name, such as `main^{commit}` or `HEAD:./dist`."""
        if name.startswith("-"):
            raise GitError(f"{name!r} is no revision")
        return self.ask("rev-parse", "--verify", "--end-of-options", name).strip()

    def blobs(self, tree: str) -> Iterator[Blob]:
        """Every file below a tree; links and submodules are none.

        Source: https://git-scm.com/docs/git-ls-tree#_output_format
        """
        for line in self.ask("ls-tree", "-r", "-l", "-z", "--full-tree", tree).split("\0"):
            fields, _, path = line.partition("\t")
            mode, kind, name, size = fields.split() if fields else ("", "", "", "")
            if kind == "blob" and mode != "120000":
                yield Blob(path, name, int(size))

    def contents(self, names: Sequence[str]) -> Iterator[bytes | None]:
        """Content of each object, by id or as `<revision>:<path>`; None for what is not there.

        Source: https://git-scm.com/docs/git-cat-file#_batch_output
        """
        if not names:
            return
        given = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
        data = self._run(["cat-file", "--batch"], given)
        place = 0
        for _ in names:
            end = data.index(b"\n", place)
            header, place = data[place:end], end + 1
            if header.endswith(b" missing"):
                yield None
                continue
            size = int(header.rpartition(b" ")[2])
            yield data[place : place + size]
            place += size + 1

    def _run(self, arguments: Sequence[str], given: bytes = b"") -> bytes:
        try:
            run = subprocess.run(
                ["git", "-C", str(self.home), *arguments],
                input=given,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise GitError("git is not installed, so no revision can be read") from None
        if run.returncode:
            said = run.stderr.decode("utf-8", "replace").strip().splitlines()
            raise GitError(f"git {arguments[0]}: {said[-1] if said else 'failed'}")
        return run.stdout
