"""What a run leaves to be remembered: the stamps of everything that it saw and wrote."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Collection, Mapping, Sequence

from dotmac_manifests.emit.cache_found import Found
from dotmac_manifests.emit.cache_stamps import (
    FEW,
    TICK,
    UNKNOWN,
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
    What was meddled with since gets one that is never found, so that the next run looks at it.
    """
    known = found.known
    same = known is not None and files == known.files
    folders = known.folders if known and same else _folders(files)
    paths = [*folders, *files]
    stamps, open_ones = _carried(known, None if same else paths, found.when)
    moved = {*written, *removed}
    open_folders = found.folders.union(_folders(moved) if moved else ())
    names = frozenset(paths)
    if len(written) > FEW:
        time.sleep(TICK / 1e9)  # settles them, which spares the next run to compare what they hold
    now = time.time_ns()
    for at, path in enumerate(paths):
        if at < len(folders):
            if path not in open_folders and stamps[WIDTH * at] != UNKNOWN[0]:
                continue
            (stamp, content), when = _folder(found.home, path, names), now
        elif path in written:
            stamp, content, when = _written(found.home, path, written[path]), contents[path], now
        elif path in found.stamps:
            stamp, content, when = array("q", found.stamps[path]), contents[path], found.when
        else:
            continue
        stamps[WIDTH * at : WIDTH * (at + 1)] = stamp
        open_ones.pop(at, None)
        if unsettled(stamp, when):
            open_ones[at] = content
    return Files(found.home, folders, files, stamps, open_ones, follow=False)


def _carried(
    known: Files | None, paths: Sequence[str] | None, when: int
) -> tuple[array[int], dict[int, str]]:
    """Stamps as they were and contents that were compared at ``when``: of the known paths, or of
    ``paths``, with no stamp for those that are new."""
    if known is None:
        return array("q", UNKNOWN * len(paths or ())), {}
    open_ones = {
        at: content
        for at, content in known.unsettled.items()
        if unsettled(known.stamps, when, [at])
    }
    if paths is None:
        return known.stamps[:], open_ones
    places = {path: at for at, path in enumerate((*known.folders, *known.files))}
    stamps = array("q")
    moved = {}
    for at, path in enumerate(paths):
        former = places.get(path)
        if former is None:
            stamps.extend(UNKNOWN)
        else:
            stamps.extend(known.stamps[WIDTH * former : WIDTH * (former + 1)])
            if former in open_ones:
                moved[at] = open_ones[former]
    return stamps, moved


def _written(home: str, path: str, written: tuple[int, int, int]) -> array[int]:
    stamp = take(home, [path], follow=False)
    size, modified, _, inode = stamp
    return stamp if (size, modified, inode) == written else array("q", UNKNOWN)


def _folder(home: str, folder: str, names: Collection[str]) -> tuple[array[int], str]:
    """Stamp of a folder, or none if it holds more than it should; and hash of its names."""
    stamp = take(home, [folder], follow=False)
    try:
        listed = os.listdir(os.path.join(home, folder))
    except OSError:
        listed = [""]
    below = f"{folder}/" if folder else ""
    if any(f"{below}{name}" not in names for name in listed):
        stamp = array("q", UNKNOWN)
    return stamp, names_hash(listed)


def _folders(files: Collection[str]) -> list[str]:
    """All folders of files, outer ones before inner ones; the first is the one that holds all."""
    found = {path.rpartition("/")[0] for path in files}
    inner = found
    while inner:
        inner = {path.rpartition("/")[0] for path in inner} - found
        found |= inner
    return sorted(found | {""})
