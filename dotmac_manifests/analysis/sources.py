"""Which files hold manifests, and of which cluster, before any is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from dotmac_manifests.errors import InputError, Problem

SUFFIXES = (".yaml", ".yml", ".json")
"""Files of a folder that are read; others are not manifests."""
STDIN = "-"
CLUSTER_MARK = "root.yaml"
"""A folder that holds a file of this name holds all of one cluster, and nothing of another."""


@dataclass(frozen=True)
class Source:
    """A file, or a ``given`` text in its place, and the folder of its cluster; ``size`` in bytes.

    The cluster is empty when everything that is read is one cluster. Plain data: another process
    can read it, too.
    """

    file: str
    cluster: str = ""
    size: int = 0
    given: str | None = field(default=None, repr=False)

    def text(self) -> str:
        """What the file says; raises InputError when it cannot be read."""
        return self.given if self.given is not None else read(self.file)


def sources(
    paths: Iterable[Path | str], stdin: str = ""
) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """What is to be read of files and folders, each file once, and what there is not.

    Folders are read whole, in the order of their names; `-` is ``stdin``.
    """
    problems: list[Problem] = []
    found: dict[str, Source] = {}
    for given in paths:
        if str(given) == STDIN:
            found[STDIN] = Source("standard input", size=len(stdin), given=stdin)
            continue
        for path, cluster in _files(Path(given), problems):
            if str(path) not in found:
                found[str(path)] = Source(str(path), cluster, path.stat().st_size)
    return tuple(found.values()), tuple(problems)


def read(file: str) -> str:
    """The text of a file; raises InputError."""
    try:
        return Path(file).read_bytes().decode().removeprefix("\ufeff")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise InputError([Problem(file, 0, 0, "", message)]) from None
    except UnicodeDecodeError:
        message, remedy = "is not UTF-8", "save the file in the encoding UTF-8"
        raise InputError([Problem(file, 0, 0, "", message, remedy)]) from None


def _files(path: Path, problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    """The files behind a path, sorted, and the cluster of each."""
    if path.is_file():
        yield path, ""
        return
    if not path.is_dir():
        problems.append(Problem(str(path), 0, 0, "", "does not exist", "name a file or a folder"))
        return
    found = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
    if not found:
        message = "holds no manifest"
        problems.append(Problem(str(path), 0, 0, "", message, f"put {' '.join(SUFFIXES)} there"))
    marked = sorted({file.parent for file in found if file.name == CLUSTER_MARK})
    home = cache(
        lambda folder: next((str(one) for one in marked if folder.is_relative_to(one)), "")
    )
    for file in found:
        yield file, home(file.parent)
