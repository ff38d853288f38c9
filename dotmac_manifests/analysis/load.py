"""Manifests from files, folders and standard input; nothing unreadable is skipped in silence.

Files are read by the fast reader of block style, and by the careful one where that declines.
Where a field stands is found out only when somebody asks, by reading its one file again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from dotmac_manifests.analysis.sources import Source, read, sources
from dotmac_manifests.errors import InputError, Problem
from dotmac_manifests.kube.refs import ObjectRef, ref_of
from dotmac_manifests.kube.yaml_block import read_block
from dotmac_manifests.kube.yaml_manifests import Part, read_manifests
from dotmac_manifests.kube.yaml_reader import FieldPath, Place


@dataclass(frozen=True, eq=False)
class Manifest:
    """One object as read.

    ``cluster`` is the folder of its cluster, empty when everything that was read is one cluster;
    ``line`` is where its document begins, ``index`` counts the documents of the file from 0, and
    ``path`` leads from the document to the object, when it is an item of a List. With ``is_json``
    it is known that the body has only what JSON has, too.
    """

    body: dict[str, Any] = field(repr=False)
    ref: ObjectRef
    file: str
    line: int
    index: int = 0
    path: FieldPath = ()
    cluster: str = ""
    is_json: bool = False
    _text: str | None = field(default=None, repr=False)

    def position(self, path: FieldPath) -> Place:
        """Line and column of the field at ``path``, or of its nearest ancestor."""
        try:
            text = self._text if self._text is not None else read(self.file)
            return _parts(text, self.file)[self.index].position((*self.path, *path))
        except (InputError, OSError, IndexError):
            return self.line, 1  # the file has changed since it was read

    @property
    def bare(self) -> Manifest:
        """The object without its body: its name and its place, which are little to remember."""
        return replace(self, body={})

    def problem(self, path: FieldPath, message: str, remedy: str = "") -> Problem:
        """A problem with the field at ``path``."""
        name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
        return Problem(self.file, *self.position(path), name.lstrip("."), message, remedy)


def load(paths: Iterable[Path | str], stdin: str = "") -> tuple[Manifest, ...]:
    """Every object of files and folders, in the order of their names; `-` is ``stdin``.

    Folders are read whole. Raises InputError with everything that could not be read.
    """
    found, missing = sources(paths, stdin)
    manifests, unreadable = load_sources(found)
    if missing or unreadable:
        raise InputError([*missing, *unreadable])
    return manifests


def load_sources(found: Iterable[Source]) -> tuple[tuple[Manifest, ...], tuple[Problem, ...]]:
    """Every object of some sources, and everything that could not be read."""
    problems: list[Problem] = []
    manifests: list[Manifest] = []
    for source in found:
        try:
            manifests += _manifests(source, source.text(), problems)
        except InputError as error:
            problems += error.problems
    return tuple(manifests), tuple(problems)


def parse(text: str, file: str = "standard input") -> tuple[Manifest, ...]:
    """Every object of one text; raises InputError with everything that could not be read."""
    manifests, problems = load_sources([Source(file, given=text)])
    if problems:
        raise InputError(problems)
    return manifests


def _manifests(source: Source, text: str, problems: list[Problem]) -> Iterator[Manifest]:
    is_json, documents = _documents(text, source.file)
    for index, (line, value) in enumerate(documents):
        for path, body in _objects(value, ()):
            try:
                ref = _ref(body)
            except ValueError as error:
                name = ".".join(map(str, path))
                remedy = "keep only Kubernetes manifests here"
                problems.append(Problem(source.file, line, 1, name, str(error), remedy))
            else:
                kept = source.cluster, is_json, source.given
                yield Manifest(body, ref, source.file, line, index, path, *kept)


@lru_cache(maxsize=4)  # evidence from one file comes together
def _parts(text: str, file: str) -> list[Part]:
    return read_manifests(text, file)


def _documents(text: str, file: str) -> tuple[bool, Sequence[tuple[int, object]]]:
    """Line and value of every document that is not empty, and whether all are known to be JSON."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return False, [(1, json.loads(text, object_pairs_hook=_once))]
        except ValueError:
            pass  # flow style that is not JSON, or more than one document
    found = read_block(text)
    if found is not None:
        return True, found
    return False, [(part.line, part.value) for part in read_manifests(text, file)]


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("a key is there twice")
    return mapping


def _objects(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, Any]]:
    """The objects of a document: itself, or the items of a List, which may be Lists in turn."""
    kind = value.get("kind") if isinstance(value, dict) else None
    if not (isinstance(kind, str) and kind.endswith("List") and "items" in value):
        yield path, value
        return
    items = value["items"] or []
    if not isinstance(items, list):
        yield (*path, "items"), items
        return
    # The items of a PodList need not say what they are.
    default = {"apiVersion": value.get("apiVersion"), "kind": kind.removesuffix("List")}
    for index, item in enumerate(items):
        body = {**default, **item} if isinstance(item, dict) and kind != "List" else item
        yield from _objects(body, (*path, "items", index))


def _ref(body: Any) -> ObjectRef:
    """The address of an object; one that the API server is to name is called `prefix*`."""
    if not isinstance(body, dict):
        raise ValueError("is not a mapping with apiVersion, kind and metadata")
    metadata = body.get("metadata")
    if isinstance(metadata, dict) and "name" not in metadata and metadata.get("generateName"):
        return ref_of({**body, "metadata": {**metadata, "name": f"{metadata['generateName']}*"}})
    return ref_of(body)
