"""What every program of a peer is given, and how it writes files; nothing but the standard library.

Each is called with a folder of inputs, a folder to write, and how many tenants to render.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

INPUTS, OUT, COUNT = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])


def tenants(name: str) -> Iterator[Any]:
    """One tenant after the other, each from its line of a file."""
    with (INPUTS / name).open(encoding="utf-8") as file:
        for line in islice(file, COUNT):
            yield json.loads(line)


_FOLDERS: set[str] = set()


def write(path: str, data: bytes) -> None:
    """Write a new file; a folder is made when it is first needed."""
    folder = path.rpartition("/")[0]
    if folder not in _FOLDERS:
        (OUT / folder).mkdir(parents=True, exist_ok=True)
        _FOLDERS.add(folder)
    with open(f"{OUT}/{path}", "xb", buffering=0) as file:  # noqa: PTH123 - the quick way
        file.write(data)
