"""A fleet rendered in parts: what `dotmac synth` does with --shard and --merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dotmac_manifests.errors import DotmacError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from dotmac_manifests.cli.workers import Workers
    from dotmac_manifests.emit.incremental import Outcome
    from dotmac_manifests.emit.merge import Shards

APART = {
    "--shard": ("--merge", "--tenant", "--region", "--check", "--since", "--verify-cache"),
    "--merge": ("--scheduler", "--tenant", "--region", "--direct"),
    "--scheduler": ("--tenant", "--region", "--direct"),
    "--watch": (
        *("--shard", "--merge", "--tenant", "--region", "--check", "--since"),
        *("--verify-cache", "--output"),
    ),
}
"""Options that do not go together."""


def compatible(given: Mapping[str, object]) -> None:
    """Refuse options that would contradict each other."""
    for one, others in APART.items():
        for other in others:
            if given[one] and given[other]:
                raise DotmacError(f"{one} does not go with {other}")


def synth_shard(
    root: Path,
    folder: Path,
    share: str,
    direct: bool,
    workers: Workers,
    progress: Callable[[str], None],
) -> Outcome:
    """A share of the fleet, for a later merge."""
    from dotmac_manifests.emit import shard
    from dotmac_manifests.emit.shard_file import Share

    wanted = Share.read(share)
    with workers.executor() as executor:
        return shard.synth_shard(
            root, folder, wanted, direct=direct, executor=executor, progress=progress
        )


def shards(folder: Path, given: Sequence[Path]) -> Shards:
    """What was rendered in parts, none of which may lie where the whole is written."""
    from dotmac_manifests.emit.merge import Shards

    found = Shards(given)
    for one in found.folders:
        if one.resolve().is_relative_to(folder.resolve()):
            raise DotmacError(
                f"{one} lies in {folder}, which is owned whole; keep shards elsewhere"
            )
    return found
