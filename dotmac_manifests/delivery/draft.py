"""Edits of the inputs that are not written yet: a verb drafts, the caller judges, then writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from dotmac_manifests.edit.changes import ChangeSet
from dotmac_manifests.edit.new_file import new_file
from dotmac_manifests.edit.text import Delete, Set, apply
from dotmac_manifests.errors import DotmacError
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.jsonschema import field_order
from dotmac_manifests.spec.load import MODELS, PLATFORM_FILE, load_fleet

Edit = Set | Delete

_DEPTH = 2
"""Every input but the platform's lies in a folder, and nothing is read from below it."""


class Refused(DotmacError):
    """The verb makes no sense as things are; nothing was written (exit code 2)."""


class NotYet(DotmacError):
    """The verb makes sense, but a freeze, a bake time or a gate says no (exit code 1)."""


class Draft:
    """The inputs below ``root`` with edits on top; reads files, writes none."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, bytes | None] = {}

    @property
    def changes(self) -> ChangeSet:
        """Every file that the edits touch."""
        return ChangeSet(self._files)

    def fleet(self) -> Fleet:
        """The inputs with the edits on top; raises InputError with everything wrong in them."""
        return load_fleet(self._root, self._files)

    def edit(self, file: str, edits: Sequence[Edit]) -> None:
        """Change fields of a file; what is there already stays as it is, byte for byte."""
        before = self._files.get(file)
        data = (self._root / file).read_bytes() if before is None else before
        order = partial(field_order, MODELS[_kind(file)])
        with _writable(file):
            self._files[file] = apply(data.decode(), edits, file=file, order=order).encode()

    def create(self, file: str, document: Mapping[str, Any]) -> None:
        """A new file; raises Refused when there is one, or when the name is none for a file."""
        path = PurePosixPath(file)
        if len(path.parts) != _DEPTH or path.name.startswith("."):
            raise Refused(f"{document['metadata']['name']!r} cannot be the name of a file")
        if self._has(file):
            raise Refused(f"{file} exists already")
        with _writable(file):
            self._files[file] = new_file(document)

    def remove(self, file: str) -> None:
        """A file that goes."""
        self._files[file] = None

    def _has(self, file: str) -> bool:
        if file in self._files:
            return self._files[file] is not None
        return (self._root / file).exists()


@contextmanager
def _writable(file: str) -> Iterator[None]:
    """What is typed on a command line may hold what no YAML can, such as half a character."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise Refused(f"{file}: {error}") from None


def _kind(file: str) -> str:
    """Kind of the object in an input file, by its folder."""
    return (
        "Platform"
        if file == PLATFORM_FILE
        else file.split("/", maxsplit=1)[0].removesuffix("s").title()
    )
