"""What stands in `dist/`, as far as the stamps of the run that is remembered do not tell it."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from stat import S_ISDIR, S_ISREG

from dotmac_manifests.emit.cache_stamps import Files, digest, take

Stamp = tuple[int, ...]


@dataclass
class Found:
    """Files by path below ``home``; links are files, whatever they lead to.

    ``known`` are the remembered files; what is in no other set stands there as it was.
    """

    home: str
    known: Files | None = None
    lost: set[str] = field(default_factory=set)
    """Known, and no longer there."""
    touched: set[str] = field(default_factory=set)
    """Known, but with another stamp."""
    stamps: dict[str, Stamp] = field(default_factory=dict)
    """Of the files whose content was read, from before that."""
    extra: set[str] = field(default_factory=set)
    """There, and not known."""
    folders: set[str] = field(default_factory=set)
    """Folders with another stamp."""
    when: int = field(default_factory=time.time_ns)
    """Before anything was looked at."""

    @classmethod
    def look(cls, home: str, known: Files | None) -> Found:
        """What is there now; without ``known`` all of it is extra."""
        found = cls(home, known)
        if known is None:
            if found._is_folder(""):
                found._walk("")
        else:
            found._compare(known)
        return found

    def intact(self, path: str) -> bool:
        """Whether a known file is there as it was."""
        return self.known is not None and path not in self.lost and path not in self.touched

    def content(self, path: str) -> str | None:
        """SHA-256 of a file: empty for what is no plain file, None where there is nothing.

        What a link leads to is not in the folder, even when its bytes are the right ones.
        """
        if path not in self.extra and (path in self.lost or path not in self._known):
            return None
        full = os.path.join(self.home, path)
        try:
            mode = os.lstat(full).st_mode
        except OSError:
            return None
        if S_ISDIR(mode):
            return None
        self.stamps[path] = tuple(take(self.home, [path], follow=False))
        return (digest(full) or "") if S_ISREG(mode) else ""

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.known.files if self.known else ())

    def _compare(self, known: Files) -> None:
        folders = set(known.folders)
        blocked: list[str] = []
        for position in known.differing():
            path = known.path(position)
            if path.startswith(tuple(blocked)):
                continue
            if position >= len(known.folders):
                self._file(path)
                continue
            self.folders.add(path)
            if not self._is_folder(path):
                blocked.append(f"{path}/" if path else "")
                self._blocked(path, known)
                continue
            self._list(path, self._known, folders)

    def _file(self, path: str) -> None:
        there = os.path.lexists(os.path.join(self.home, path))
        (self.touched if there else self.lost).add(path)

    def _blocked(self, path: str, known: Files) -> None:
        """A folder that is gone, or where something else stands."""
        below = f"{path}/" if path else ""
        self.lost.update(name for name in known.files if name.startswith(below))
        if path and os.path.lexists(os.path.join(self.home, path)):
            self.extra.add(path)

    def _list(self, folder: str, files: Collection[str], folders: Collection[str]) -> None:
        with os.scandir(os.path.join(self.home, folder)) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path not in folders:
                        self._walk(path)
                elif path not in files:
                    self.extra.add(path)

    def _walk(self, folder: str) -> None:
        self._list(folder, (), ())

    def _is_folder(self, path: str) -> bool:
        try:
            return S_ISDIR(os.lstat(os.path.join(self.home, path)).st_mode)
        except OSError:
            return False
