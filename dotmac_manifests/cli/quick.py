"""`dotmac synth` as it is run most: nothing large is imported before it is known to be needed."""

from __future__ import annotations

import os
import sys

from dotmac_manifests.emit.cache import Cache, base
from dotmac_manifests.emit.cache_state import unchanged

TYPE_CHECKING = False  # `typing` takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dotmac_manifests.emit.cache_state import State

OUT_VARIABLE = "CDK8S_OUTDIR"
"""Set by npm's `cdk8s synth` to the folder it expects the manifests in."""
_OPTIONS = {"--out": "out", "--root": "root", "-C": "root", "--cache-dir": "cache"}


def synth(arguments: Sequence[str]) -> int | None:
    """Exit code of a run without options, but for where things are; or None for all other runs.

    Where nothing has changed the answer is told here, and the libraries of the command line are
    spared in any case.
    """
    if not arguments or arguments[0] != "synth" or "_DOTMAC_COMPLETE" in os.environ:
        return None
    options = _read(arguments[1:])
    if options is None or sys.stdout is None or sys.stderr is None:
        return None
    root = options.get("root", ".")
    out, cache = folder(options.get("out"), root), options.get("cache")
    found = remembered(root, out, cache)
    if (
        found is None
        or sys.stderr.isatty()  # which may have colours
        or not all(line.isprintable() for line in found.warnings)
    ):
        return _changed(root, out, cache)
    lines = [f"warning: {line}" for line in found.warnings]
    lines.append(sentence(found.objects, (0, 0, 0), len(found.output.files)))
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    return 0


def _changed(root: str, out: str, cache: str | None) -> int:
    """The whole way, as the command goes it without options."""
    from dotmac_manifests.cli import console, rendering

    console.prepare_streams()
    try:
        return rendering.synth_usual(root, out, cache)
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def folder(chosen: str | None, root: str) -> str:
    """The folder to write: the one chosen, the one cdk8s expects, or the usual one."""
    return chosen or os.environ.get(OUT_VARIABLE) or os.path.join(root, "dist")


def remembered(root: str, out: str, cache: str | None) -> State | None:
    """The last run, if this one would find and do just the same."""
    where = Cache(base(cache, os.environ), root, out)
    return unchanged(where, os.path.abspath(root), os.path.abspath(out))


def sentence(
    objects: int, counts: tuple[int, int, int], unchanged: int, *, check: bool = False
) -> str:
    """What a run did, or in a check would do: how many files it adds, changes, removes."""
    done = ("to add", "to change", "to remove") if check else ("added", "changed", "removed")
    told = ", ".join(f"{count} {what}" for count, what in zip(counts, done, strict=True))
    files = counts[0] + counts[1] + unchanged
    return f"{objects} objects in {files} files: {told}, {unchanged} unchanged"


def _read(arguments: Sequence[str]) -> dict[str, str] | None:
    """The options, if all of them are such as change no more than where things are."""
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, given, value = rest.pop(0).partition("=")
        if name not in _OPTIONS or (given and not name.startswith("--")):
            return None
        if not given:
            if not rest:
                return None
            value = rest.pop(0)
        if not value:
            return None
        found[_OPTIONS[name]] = value
    return found
