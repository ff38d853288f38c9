"""The folder `dist/`, which the tool owns whole: compare it, replace it, never leave it torn."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self

from dotmac_manifests.errors import DotmacError

if sys.platform != "win32":
    import fcntl

MARKER = ".dotmac"
MARKER_TEXT = b"Everything in this folder is written and removed by `dotmac synth`.\n"
TEMPORARY = ".dotmac-new"
"""Folder of files on their way, inside the owned folder; and suffix of its marker on its way."""


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
    if any(path.name not in (TEMPORARY, MARKER + TEMPORARY) for path in root.iterdir()):
        raise TreeError(
            f"{root} holds files, but no {MARKER}: it was not made by dotmac synth. "
            "Give --out an empty or new folder."
        )


def write(root: Path, files: Mapping[str, bytes], changes: Changes) -> None:
    """Bring the folder to what ``changes`` says; see `Stage` for what is promised."""
    with Stage(root) as stage:
        for path in (*changes.added, *changes.changed):
            stage.put(path, files[path])
        stage.commit(changes.removed)


class Stage:
    """New files on their way into the folder: all are written aside before the first is seen.

    Aside is a folder inside it, so that a full disk or a file that cannot be written is met while
    the old files still stand. Then every file is replaced by one rename, and a reader, or whoever
    looks after a crash, finds the old file or the new one. Additions come before removals: at no
    moment is there less than before or after. A run that was killed leaves at most the folder
    aside, which the next run removes. To be used under the lock; raises TreeError.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._aside = root / TEMPORARY
        self._put: list[str] = []
        self.stamps: dict[str, tuple[int, int, int]] = {}
        """Size, modification time (ns) and inode of what was put, which a rename keeps."""

    def __enter__(self) -> Self:
        with _told(self._root, "nothing was changed"):
            if self._aside.exists() or self._aside.is_symlink():
                _remove_whatever(self._aside)
        return self

    def put(self, path: str, data: bytes) -> None:
        """Write one file aside."""
        with _told(self._root, "nothing was changed", path):
            if not self._put:
                self._aside.mkdir(parents=True)
            self.stamps[path] = _create(os.path.join(self._aside, str(len(self._put))), data)
            self._put.append(path)

    def commit(self, removed: Iterable[str]) -> None:
        """Bring what was put into the folder, and take ``removed`` out of it."""
        gone = frozenset(removed)
        with _told(self._root, "run again to complete the folder"):
            self._root.mkdir(parents=True, exist_ok=True)
            if not (self._root / MARKER).is_file():
                _replace(self._root / MARKER, MARKER_TEXT)
            blocking = gone & folders(self._put) if gone else gone
            for path in sorted(blocking):  # a file where a folder has to be
                _remove(self._root, self._root / path)
            parents: set[str] = set()
            for number, path in enumerate(self._put):
                target = os.path.join(self._root, path)
                parent = os.path.dirname(target)
                if parent not in parents:
                    os.makedirs(parent, exist_ok=True)
                    parents.add(parent)
                _move(os.path.join(self._aside, str(number)), target)
            for path in sorted(gone - blocking):
                _remove(self._root, self._root / path)

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            if self._aside.is_dir():
                _remove_folder(self._aside)


@contextmanager
def _told(root: Path, remedy: str, path: str = "") -> Iterator[None]:
    """Say of what the system refuses which file it is about and how the folder is left."""
    try:
        yield
    except OSError as error:
        named, where = error.filename2 or error.filename or "", root / path  # or: of a rename
        place = where if TEMPORARY in str(named) else named or where
        raise TreeError(f"{place}: {error.strerror}; {remedy}") from error


def _create(path: str, data: bytes) -> tuple[int, int, int]:
    with open(path, "xb", buffering=0) as file:
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]
        made = os.fstat(file.fileno())
    return made.st_size, made.st_mtime_ns, made.st_ino


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        temporary.write_bytes(data)
        _move(str(temporary), str(path))
    except BaseException:  # an interruption too
        with suppress(OSError):
            temporary.unlink()
        raise


def _move(ready: str, target: str) -> None:
    try:
        os.replace(ready, target)
    except OSError:
        if os.path.islink(target) or not os.path.isdir(target):
            raise
        _remove_folder(Path(target))
        os.replace(ready, target)


def _remove_whatever(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        _remove_folder(path)
    else:
        path.unlink()


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
    """Only one run at a time works on the folder; the kernel drops the lock with its owner.

    The folder is made when it is missing, and goes again when it was left empty.
    """
    made = not root.is_dir()
    if sys.platform == "win32":  # has no advisory locks on folders
        root.mkdir(parents=True, exist_ok=True)
        yield
        return
    handle = _lock(root)
    try:
        yield
    finally:
        if made:
            with suppress(OSError):  # it holds something by now
                root.rmdir()
        os.close(handle)


def _lock(root: Path) -> int:
    """Handle of the locked folder; whoever held it may have removed it while we waited."""
    while True:
        root.mkdir(parents=True, exist_ok=True)
        handle = os.open(root, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), root.stat()):
                return handle
        os.close(handle)
