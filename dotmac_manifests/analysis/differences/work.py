"""Which files differ between two sets, before any is read, as tasks that any process can do."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from dotmac_manifests.analysis.differences.trees import Tree
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.analysis.sources import CLUSTER_MARK
from dotmac_manifests.errors import DotmacError
from dotmac_manifests.git import Blob

_ENOUGH = 2_000_000
"""Bytes that one task reads, so that there are tasks for every process and few of them."""


@dataclass(frozen=True)
class Pair:
    """A path whose content differs, the folder of its cluster, and its file in either set."""

    region: str
    old: Blob | None
    new: Blob | None

    @property
    def size(self) -> int:
        """Bytes to be read."""
        return sum(blob.size for blob in (self.old, self.new) if blob)


@dataclass(frozen=True)
class Task:
    """Files to compare. Plain data: another process can do it."""

    old: Tree
    new: Tree
    pairs: tuple[Pair, ...]
    site: Site


@dataclass(frozen=True)
class Work:
    """Which files differ, and all regions of both sets."""

    old: Tree
    new: Tree
    pairs: tuple[Pair, ...]
    regions: tuple[str, ...]
    site: Site

    @property
    def size(self) -> int:
        """Bytes to be read."""
        return sum(pair.size for pair in self.pairs)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The work in parts of about the same size; no two depend on one another."""
        parts = _parts(self.pairs)
        return tuple(Task(self.old, self.new, part, self.site) for part in parts)

    def within(self, regions: Collection[str]) -> Work:
        """The work on some regions; on all if none is named."""
        pairs = tuple(pair for pair in self.pairs if not regions or pair.region in regions)
        return replace(self, pairs=pairs)


def work_on(old: Tree, new: Tree, site: Site) -> Work:
    """What there is to compare; raises DotmacError when a set has no manifest at all."""
    before, after = ({blob.path: blob for blob in tree.files()} for tree in (old, new))
    for tree, files in ((old, before), (new, after)):
        if not files:
            raise DotmacError(f"{tree.name} holds no manifest")
    paths = sorted({*before, *after})
    # A mark in either set counts for both, or a region that loses it would differ in all.
    marks = {str(PurePosixPath(path).parent) for path in paths if _is_mark(path)}
    regions = {path: _region(path, marks) for path in paths}
    pairs = tuple(
        Pair(regions[path], before.get(path), after.get(path))
        for path in paths
        if _id(before.get(path)) != _id(after.get(path))
    )
    return Work(old, new, pairs, tuple(sorted({*regions.values()} - {""})), site)


def _is_mark(path: str) -> bool:
    return PurePosixPath(path).name == CLUSTER_MARK


def _region(path: str, marks: Container[str]) -> str:
    """The outermost folder above a file that a mark makes a cluster."""
    folders = [str(folder) for folder in PurePosixPath(path).parents]
    found = next((folder for folder in reversed(folders) if folder in marks), ".")
    return "" if found == "." else found


def _id(blob: Blob | None) -> str:
    return blob.id if blob else ""


def _parts(pairs: Iterable[Pair]) -> Iterator[tuple[Pair, ...]]:
    part: list[Pair] = []
    size = 0
    for pair in pairs:
        part.append(pair)
        size += pair.size
        if size >= _ENOUGH:
            yield tuple(part)
            part, size = [], 0
    if part:
        yield tuple(part)
