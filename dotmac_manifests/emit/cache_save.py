"""What a run leaves to be remembered: the stamps of everything that it saw and wrote."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Collection, Mapping, Sequence

from dotmac_manifests.emit.cache_found import Found
from dotmac_manifests.emit.cache_stamps import (
    ABSENT,
    WIDTH,
    Files,
    names_hash,
    take,
    unsettled,
)


def output(
    found: Found,
    files: Sequence[str],
    written: Mapping[str, tuple[int, int, int]],
    contents: Mapping[str, str],
    removed: Collection[str],
) -> Files:
    """Stamps of ``files`` in the folder after a run that wrote some, and removed some.

    ``written`` are size, modification time and inode of what was written; ``contents`` are hashes
    of at least those files and those that were read. What was found as it was keeps its stamp.
    What was meddled with since gets none, so that the next run looks at it.
    """
    known = found.known
    folders = _folders(files)
    places = {path: at for at, path in enumerate((*known.folders, *known.files))} if known else {}
    moved = {*written, *removed}
    open_folders = found.folders | set(_folders(moved)) if moved else set(found.folders)
    names = frozenset((*files, *folders)) if open_folders else frozenset[str]()
    stamps = array("q")
    open_ones: dict[int, str] = {}
    now = time.time_ns()
    for at, path in enumerate((*folders, *files)):
        former = places.get(path)
        if at < len(folders) and (former is None or path in open_folders):
            (stamp, content), when = _folder(found.home, path, names), now
        elif path in written:
            stamp, content, when = _written(found.home, path, written[path]), contents[path], now
        elif path in found.stamps:
            stamp, content, when = array("q", found.stamps[path]), contents[path], found.when
        else:
            if known is None or former is None:
                raise AssertionError(f"{path} was neither found nor written")
            stamp = known.stamps[WIDTH * former : WIDTH * (former + 1)]
            stamps.extend(stamp)
            if former in known.unsettled and unsettled(stamp, found.when):
                open_ones[at] = known.unsettled[former]
            continue
        stamps.extend(stamp)
        if unsettled(stamp, when):
            open_ones[at] = content
    return Files(found.home, folders, files, stamps, open_ones, follow=False)


def _written(home: str, path: str, written: tuple[int, int, int]) -> array[int]:
    stamp = take([os.path.join(home, path)], os.lstat)
    size, modified, _, inode = stamp
    return stamp if (size, modified, inode) == written else array("q", ABSENT)


def _folder(home: str, folder: str, names: Collection[str]) -> tuple[array[int], str]:
    """Stamp of a folder, or none if it holds more than it should; and hash of its names."""
    path = os.path.join(home, folder)
    stamp = take([path], os.lstat)
    try:
        listed = os.listdir(path)
    except OSError:
        listed = [""]
    below = f"{folder}/" if folder else ""
    if any(f"{below}{name}" not in names for name in listed):
        stamp = array("q", ABSENT)
    return stamp, names_hash(listed)


def _folders(files: Collection[str]) -> list[str]:
    """All folders of files, outer ones before inner ones; the first is the one that holds all."""
    found = {path.rpartition("/")[0] for path in files}
    inner = found
    while inner:
        inner = {path.rpartition("/")[0] for path in inner} - found
        found |= inner
    return sorted(found | {""})
