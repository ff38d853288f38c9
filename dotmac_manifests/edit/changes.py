"""Files that change together: shown as a diff, then written so that no file is ever torn."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from dotmac_manifests.errors import DotmacError

TEMPORARY = ".dotmac-edit"
"""How the names of temporary files end; they begin with a dot, so that no reader takes them."""

_NOTHING = "/dev/null"
_NO_LINE_END = "\n\\ No newline at end of file\n"


class ChangeError(DotmacError):
    """A change cannot be written where it belongs."""


@dataclass(frozen=True)
class ChangeSet:
    """New content by path below a root, with `/` between names; None removes the file.

    Raises ChangeError for a path that is absolute or leaves the root.
    """

    files: Mapping[str, bytes | None]

    def __post_init__(self) -> None:
        for path in self.files:
            parts = PurePosixPath(path).parts
            if path != "/".join(parts) or not parts or {"..", "/"} & set(parts) or "\\" in path:
                raise ChangeError(f"{path!r} is no path below the root")
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    def touched(self, root: Path) -> tuple[str, ...]:
        """Paths of the files that ``write`` would change, sorted. Raises like ``write``."""
        return tuple(path for path, _, _ in self._pending(root))

    def empty(self, root: Path) -> bool:
        """Whether ``root`` holds already what this would write. Raises like ``write``."""
        return not self.touched(root)

    def diff(self, root: Path) -> str:
        """What ``write`` would change, as a unified diff that `git apply` takes.

        Raises ChangeError like ``write``.
        """
        return "".join(_diff(path, old, new) for path, old, new in self._pending(root))

    def write(self, root: Path) -> None:
        """Bring the files below ``root`` to what this says; the permissions of each stay.

        Each file is replaced by one rename after its bytes are on disk, in the order of paths;
        removals come last. A run that was killed leaves each file old or new, and at most one
        temporary file, which the next run removes.

        Raises ChangeError, before anything is written, when a path or a folder on its way is a
        symbolic link or of another kind than needed; and when the system refuses.
        """
        pending = list(self._pending(root))
        try:
            _sweep(root)
            for path, _, new in pending:
                if new is not None:
                    _replace(root / path, new)
            for path, _, new in pending:
                if new is None:
                    (root / path).unlink()
                    _sync(root / path)
        except OSError as error:
            raise ChangeError(f"{error.filename or root}: {error.strerror}; run again") from error

    def _pending(self, root: Path) -> Iterator[tuple[str, bytes | None, bytes | None]]:
        """Path, old and new content of each file that differs; all paths are checked first."""
        old = {path: _read(root, path) for path in self.files}
        for path, new in self.files.items():
            if old[path] != new:
                yield path, old[path], new


def _read(root: Path, path: str) -> bytes | None:
    """Content of a file, or None where none is; refuses what could lead elsewhere."""
    here = root
    for name in PurePosixPath(path).parts[:-1]:
        here = here / name
        if here.is_symlink() or (here.exists() and not here.is_dir()):
            raise ChangeError(f"{here} is not a folder; inputs are not reached through links")
    here = root / path
    if here.is_symlink() or (here.exists() and not here.is_file()):
        raise ChangeError(f"{here} is not a regular file; inputs are not reached through links")
    try:
        return here.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ChangeError(f"{here}: {error.strerror}") from error


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}{TEMPORARY}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    except BaseException:  # an interruption too
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync(path)


def _sync(path: Path) -> None:
    """Make the folder of ``path`` remember its new state, where the system can do that."""
    with suppress(OSError):
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(root: Path) -> None:
    """Remove temporary files of a run that was killed; inputs are at most one folder deep."""
    for pattern in (f".*{TEMPORARY}", f"*/.*{TEMPORARY}"):
        for path in root.glob(pattern):
            path.unlink(missing_ok=True)


def _diff(path: str, old: bytes | None, new: bytes | None) -> str:
    head = [f"diff --git a/{path} b/{path}\n"]
    if old is None:
        head.append("new file mode 100644\n")
    if new is None:
        head.append("deleted file mode 100644\n")
    lines = unified_diff(
        _lines(old or b""),
        _lines(new or b""),
        _NOTHING if old is None else f"a/{path}",
        _NOTHING if new is None else f"b/{path}",
    )
    return "".join(
        [*head, *(line if line.endswith("\n") else line + _NO_LINE_END for line in lines)]
    )


def _lines(data: bytes) -> list[str]:
    """Lines with their ends; only line feeds end a line, as in Git."""
    *lines, last = data.decode("utf-8", "replace").split("\n")
    return [f"{line}\n" for line in lines] + [last] * bool(last)
