"""Where runs are remembered: outside Git, checked when read, gone without harm.

What is kept only ever saves work. It holds hashes and times of files, no rendered byte: whatever
stands in it, no content of it can reach `dist/`. Standard library only and quick to import, since
a run that finds nothing to do imports nothing else.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

VARIABLE = "DOTMAC_CACHE_DIR"
MAGIC = b"dotmac remembered run 3\n"
NAME = "run"
NEW = ".new"
KEPT = 16
"""How many pairs of inputs and output are remembered; the ones unused for longest go first."""
_DIGEST = 32


def base(chosen: str | os.PathLike[str] | None, environment: Mapping[str, str]) -> str:
    """The folder of all remembered runs: the one chosen, that of the environment, the user's own.

    Source: https://specifications.freedesktop.org/basedir-spec/latest/
    """
    found = os.fspath(chosen) if chosen else environment.get(VARIABLE)
    if found:
        return os.path.abspath(found)
    home = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(home, "dotmac")


class Cache:
    """What is remembered of one pair of inputs and output folder."""

    def __init__(self, base: str, root: str | os.PathLike[str], out: str | os.PathLike[str]):
        pair = f"{os.path.realpath(root)}\0{os.path.realpath(out)}"
        name = hashlib.sha256(pair.encode("utf-8", "surrogateescape")).hexdigest()
        self._base = base
        self._folder = os.path.join(base, name[:_DIGEST])

    def read(self, parts: int) -> tuple[bytes, ...] | None:
        """The first ``parts`` parts of what was kept, or None unless each is just as written."""
        try:
            with open(os.path.join(self._folder, NAME), "rb") as file:
                if file.read(len(MAGIC)) != MAGIC:
                    return None
                return tuple(_parts(file, parts))
        except (OSError, ValueError, OverflowError, MemoryError):
            return None

    def write(self, *parts: bytes) -> None:
        """Keep ``parts`` in place of what was kept; quietly not, where that is impossible."""
        path = os.path.join(self._folder, NAME)
        with suppress(OSError):
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            with _replacing(path) as file:
                file.write(MAGIC)
                for part in parts:
                    file.write(len(part).to_bytes(8, "big"))
                    file.write(hashlib.sha256(part).digest())
                    file.write(part)
            _sweep(self._folder, but=NAME)  # left over by runs that were killed
            self._prune()

    def drop(self) -> None:
        """Forget the pair."""
        _forget(self._folder)

    def _prune(self) -> None:
        """Forget the pairs beyond the number that is kept; what is not ours is left alone."""
        ages = []
        for name in os.listdir(self._base):
            if len(name) == _DIGEST and set(name) <= set("0123456789abcdef"):
                folder = os.path.join(self._base, name)
                with suppress(OSError):
                    ages.append((os.lstat(folder).st_mtime_ns, folder))
        for _, folder in sorted(ages, reverse=True)[KEPT:]:
            _forget(folder)


def _parts(file: BinaryIO, count: int) -> Iterator[bytes]:
    whole = os.fstat(file.fileno()).st_size
    for _ in range(count):
        size, digest = int.from_bytes(file.read(8), "big"), file.read(_DIGEST)
        part = file.read(size) if size <= whole else b""
        if hashlib.sha256(part).digest() != digest:
            raise ValueError("damaged")
        yield part


@contextmanager
def _replacing(path: str) -> Iterator[BinaryIO]:
    """A new file that takes the place of ``path`` once it is complete, and never before."""
    new = f"{path}.{os.getpid()}{NEW}"
    try:
        with open(new, "wb") as file:
            yield file
        os.replace(new, path)
    except BaseException:  # an interruption too
        with suppress(OSError):
            os.unlink(new)
        raise


def _sweep(folder: str, *, but: str = "") -> None:
    for name in os.listdir(folder):
        if name != but and (name == NAME or (name.startswith(NAME) and name.endswith(NEW))):
            os.unlink(os.path.join(folder, name))


def _forget(folder: str) -> None:
    with suppress(OSError):
        _sweep(folder)
        os.rmdir(folder)
