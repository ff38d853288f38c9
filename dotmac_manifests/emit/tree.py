"""The folder `dist/`, which the tool owns whole: compare it, replace it, never leave it torn."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from dotmac_manifests.errors import DotmacError

if sys.platform != "win32":
    import fcntl

MARKER = ".dotmac"
MARKER_TEXT = b"Everything in this folder is written and removed by `dotmac synth`.\n"
TEMPORARY = ".dotmac-new"


class TreeError(DotmacError):
    """The output folder cannot be used."""


@dataclass(frozen=True)
class Changes:
    """Paths below the folder, sorted, by what would happen or has happened to them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether the folder differs from what was rendered."""
        return bool(self.added or self.changed or self.removed)


def compare(root: Path, files: Mapping[str, bytes], stale: frozenset[str]) -> Changes:
    """What writing ``files`` and removing ``stale`` would change; reads only.

    What a link leads to is not in the folder, even when its bytes are the right ones.
    """
    present = existing(root)
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    for path, data in sorted(files.items()):
        found = root / path
        if path not in present:
            added.append(path)
        elif found.is_symlink() or found.read_bytes() != data:
            changed.append(path)
        else:
            unchanged.append(path)
    return Changes(tuple(added), tuple(changed), tuple(sorted(stale)), tuple(unchanged))


def folders(files: Iterable[str]) -> frozenset[str]:
    """Paths of all folders that hold ``files``, at any depth."""
    return frozenset(parent.as_posix() for path in files for parent in PurePath(path).parents)


def existing(root: Path) -> frozenset[str]:
    """Every file below the folder; links count as files and are never followed."""
    found: set[str] = set()
    for folder, folders, names in os.walk(root):
        links = [name for name in folders if Path(folder, name).is_symlink()]
        found.update(Path(folder, name).relative_to(root).as_posix() for name in names + links)
    return frozenset(found)


def claim(root: Path) -> None:
    """Refuse a folder that holds somebody else's files: everything in ours may be removed."""
    if (root.exists() or root.is_symlink()) and not root.is_dir():
        raise TreeError(f"{root} is not a folder; give --out a folder of its own")
    if not root.is_dir() or (root / MARKER).is_file():
        return
    if any(path.name != MARKER + TEMPORARY for path in root.iterdir()):
        raise TreeError(
            f"{root} holds files, but no {MARKER}: it was not made by dotmac synth. "
            "Give --out an empty or new folder."
        )


def write(root: Path, files: Mapping[str, bytes], changes: Changes) -> None:
    """Bring the folder to what ``changes`` says.

    Every file is replaced by one rename, so that a reader, or whoever looks after a crash, finds
    the old file or the new one. Additions come before removals: at no moment is there less than
    before or after. A run that was killed leaves at most temporary files, which the next removes.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        if not (root / MARKER).is_file():
            _replace(root / MARKER, MARKER_TEXT)
        blocking = frozenset(changes.removed) & folders(files)
        for path in sorted(blocking):  # a file where a folder has to be
            _remove(root, root / path)
        for path in (*changes.added, *changes.changed):
            _replace(root / path, files[path])
        for path in changes.removed:
            if path not in blocking:
                _remove(root, root / path)
    except OSError as error:
        where = error.filename or root
        raise TreeError(f"{where}: {error.strerror}; run again to complete the folder") from error


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        _remove_folder(path)
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:  # an interruption too
        with suppress(OSError):
            temporary.unlink()
        raise


def _remove(root: Path, path: Path) -> None:
    with suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()
    with suppress(OSError):  # a folder that still holds something stays
        for folder in path.parents:
            if folder == root:
                break
            folder.rmdir()


def _remove_folder(path: Path) -> None:
    for folder, folders, names in os.walk(path, topdown=False):
        for name in names:
            Path(folder, name).unlink()
        for name in folders:
            child = Path(folder, name)
            child.unlink() if child.is_symlink() else child.rmdir()
    path.rmdir()


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Only one run at a time works on the folder; the kernel drops the lock with its owner."""
    root.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":  # has no advisory locks on folders
        yield
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
