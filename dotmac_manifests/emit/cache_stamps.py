"""Whether files are as they were, told by their stamps: size, times and inode, as Git's index does.

A file that was changed in the very tick of the clock in which its stamp was taken may be changed
again without a new stamp. Such files are unsettled: their content is compared as well, until a
later run finds them unchanged and old enough. So are files from the future, where a clock moved.
Source: https://git-scm.com/docs/racy-git
"""

from __future__ import annotations

import hashlib
import os
from _thread import _count  # threads beside the main one; `threading` takes longer to import
from array import array

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

WIDTH = 4
"""Numbers of a stamp: size (bytes), modification and change time (ns), inode."""
ABSENT = (-1, 0, 0, 0)
UNKNOWN = (-2, 0, 0, 0)
"""What is never found, so that what has it is looked at again."""
TICK = 50_000_000
"""Nanoseconds; well above the 1 to 10 ms in which kernels count the time of files."""
COARSE = 2_000_000_000
"""The same for file systems that keep whole seconds, or every second one."""
FEW = 64
"""So many unsettled files are compared sooner than others are waited for, or remembered anew."""
_SECOND = 1_000_000_000
_INODE = (1 << 63) - 1
_KILL = 9  # `signal` takes longer to import than a look at many files
_FROM_FOLDERS = os.stat in os.supports_dir_fd
_MANY = 4_096
"""From so many paths on, half of them are looked at by a second process."""


class Files:
    """Stamps of ``folders`` and ``files`` below ``home``; ``follow`` looks through links.

    ``unsettled`` maps positions, counted over folders and then files, to hashes of content.
    """

    def __init__(
        self,
        home: str,
        folders: Sequence[str],
        files: Sequence[str],
        stamps: array[int],
        unsettled: Mapping[int, str],
        *,
        follow: bool,
    ) -> None:
        if len(stamps) != WIDTH * (len(folders) + len(files)):
            raise ValueError("a stamp for each path")
        self.home = home
        self.folders = folders
        self.files = files
        self.stamps = stamps
        self.unsettled = dict(unsettled)
        self.follow = follow

    def path(self, position: int) -> str:
        """Path below ``home`` of the folder or file at a position."""
        folders = len(self.folders)
        return self.folders[position] if position < folders else self.files[position - folders]

    @property
    def count(self) -> int:
        """How many positions there are."""
        return len(self.folders) + len(self.files)

    def differing(self) -> list[int]:
        """Positions of what is no longer as its stamp says, or cannot be told by its stamp."""
        found = set(_differing([self]))
        for position, content in self.unsettled.items():
            if position not in found and self.content(position) != content:
                found.add(position)
        return sorted(found)

    def content(self, position: int) -> str | None:
        """Hash of what is there now."""
        path = os.path.join(self.home, self.path(position))
        return listing(path) if position < len(self.folders) else digest(path)


def same(groups: Sequence[Files]) -> bool:
    """Whether nothing differs in any of them; what differs in one spares a look at those after."""
    return not _differing(groups, enough=True) and all(
        group.content(position) == content
        for group in groups
        for position, content in group.unsettled.items()
    )


def listing(path: str) -> str | None:
    """Hash of the names in a folder, or None when there is no such folder."""
    try:
        return names_hash(os.listdir(path))
    except OSError:
        return None


def names_hash(names: Iterable[str]) -> str:
    """Hash of names, in whatever order they were listed."""
    return hashlib.sha256("\0".join(sorted(names)).encode("utf-8", "surrogateescape")).hexdigest()


def digest(path: str) -> str | None:
    """SHA-256 of a regular file's content, or None where there is none; links are followed."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return None


def take(home: str, names: Sequence[str], *, follow: bool) -> array[int]:
    """Stamps of ``names`` below ``home``, one after the other; the empty name is ``home`` itself.

    Several are looked up from the open folder, which is a shorter way for the system.
    """
    try:
        folder = os.open(home, os.O_RDONLY) if len(names) > 1 and _FROM_FOLDERS else None
    except OSError:
        folder = None
    if folder is None:
        return _stamps([os.path.join(home, name) for name in names], follow, None)
    try:
        return _stamps([name or "." for name in names], follow, folder)
    finally:
        os.close(folder)


def _stamps(paths: Iterable[str], follow: bool, folder: int | None) -> array[int]:
    found = array("q")
    extend, look = found.extend, os.stat
    for path in paths:
        try:
            seen = look(path, dir_fd=folder, follow_symlinks=follow)
        except (OSError, ValueError):
            extend(ABSENT)
        else:
            extend((seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino & _INODE))
    return found


def unsettled(stamps: Sequence[int], now: int, positions: Iterable[int] | None = None) -> list[int]:
    """Positions of stamps, taken at ``now`` (ns), that will not tell of every later change."""
    found = []
    for position in range(len(stamps) // WIDTH) if positions is None else positions:
        _, modified, changed, _ = stamps[WIDTH * position : WIDTH * (position + 1)]
        coarse = modified % _SECOND == 0 and changed % _SECOND == 0
        if max(modified, changed) > now - (COARSE if coarse else TICK):
            found.append(position)
    return found


def _differing(groups: Sequence[Files], *, enough: bool = False) -> list[int]:
    """Positions counted over all groups; half of many are looked at by a second process.

    With ``enough`` no more groups are looked at once one differs.
    """
    count = sum(group.count for group in groups)
    # A process with threads is not forked, as a lock may be taken; it is a large one too by then.
    if count < _MANY or not hasattr(os, "fork") or _count() or (os.cpu_count() or 1) == 1:
        return _compare(groups, 0, count, enough)
    half = count // 2
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _tell(writing, lambda: _compare(groups, half, count, enough))
    os.close(writing)
    found = _compare(groups, 0, half, enough)
    if found and enough:
        os.kill(child, _KILL)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if found and enough:
        return found
    if status:  # it was killed, perhaps
        return found + _compare(groups, half, count, enough)
    return found + list(array("q", told))


def _tell(writing: int, compare: Callable[[], list[int]]) -> None:
    """End of the second process: nothing of the first one's may run in it."""
    status = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(array("q", compare()).tobytes())
        status = 0
    finally:
        os._exit(status)


def _compare(groups: Sequence[Files], first: int, end: int, enough: bool) -> list[int]:
    """Those from position ``first`` to before ``end`` whose stamps differ."""
    found: list[int] = []
    start = 0
    for group in groups:
        one, other = max(first - start, 0), min(end - start, group.count)
        if one < other:
            names = (*group.folders, *group.files)[one:other]
            now = take(group.home, names, follow=group.follow)
            before = group.stamps[WIDTH * one : WIDTH * other]
            if now != before:
                found += [
                    start + one + at
                    for at in range(other - one)
                    if now[WIDTH * at : WIDTH * (at + 1)] != before[WIDTH * at : WIDTH * (at + 1)]
                ]
        start += group.count
        if found and enough:
            break
    return found
