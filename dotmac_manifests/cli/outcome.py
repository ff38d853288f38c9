"""What a render did, told to people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dotmac_manifests.cli.console import Output, colourful, out, tell, write
from dotmac_manifests.cli.quick import sentence

if TYPE_CHECKING:
    from dotmac_manifests.emit.incremental import Outcome


def report(done: Outcome, output: Output = Output.text, *, check: bool = False) -> None:
    """The paths that changed on stdout, or with all counts as JSON; how it went on stderr."""
    found = done.changes
    lists: dict[str, tuple[str, ...]] = {
        "added": found.added,
        "changed": found.changed,
        "removed": found.removed,
    }
    if output is Output.json:
        from dotmac_manifests.report import json

        counts: dict[str, Any] = {
            "objects": done.objects,
            "files": done.files,
            "unchanged": len(found.unchanged),
            "warnings": list(done.warnings),
        }
        write(json.document({**counts, **{name: list(paths) for name, paths in lists.items()}}))
        return
    if found.any and colourful():
        from dotmac_manifests.report import text

        text.changes(out(), lists)
    elif found.any:
        from dotmac_manifests.report import plain

        write(plain.changes(lists))
    counts_by_kind = (len(found.added), len(found.changed), len(found.removed))
    told = sentence(done.objects, counts_by_kind, len(found.unchanged), check=check)
    tell(done.warnings, told)
