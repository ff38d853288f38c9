"""All shards of a fleet as a renderer: what others rendered, if it is what these inputs give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dotmac_manifests.components.plain import Trees
from dotmac_manifests.emit.program import program
from dotmac_manifests.emit.shard_file import FILE, Shard, ShardError, Share

if TYPE_CHECKING:
    from dotmac_manifests.emit.cache_inputs import Inputs
    from dotmac_manifests.emit.rendered import Rendered


class Shards:
    """Every share of one fleet, each once, of the same inputs and by the same program.

    ``folders`` are shards, or hold them. Raises ShardError, which tells all that is missing,
    doubled or of another origin, or that a shard is damaged.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        shards = [Shard.read(folder) for given in folders for folder in _folders(given)]
        if not shards:
            raise ShardError("there is no shard to merge")
        first = shards[0]
        wrong = []
        for other in shards[1:]:
            if other.share.of != first.share.of:
                wrong.append(f"{_named(other)} goes with {other.share.of} others")
            if other.origin.inputs != first.origin.inputs:
                wrong.append(f"{_named(other)} was rendered from other inputs")
            if other.origin.program != first.origin.program:
                wrong.append(f"{_named(other)} was rendered by another program")
        if wrong:
            raise ShardError(f"These do not go with {_named(first)}: {'; '.join(wrong)}")
        found: dict[Share, list[Shard]] = defaultdict(list)
        for shard in shards:
            found[shard.share].append(shard)
        wanted = [Share(number, first.share.of) for number in range(1, first.share.of + 1)]
        missing = [f"shard {share} is missing" for share in wanted if share not in found]
        doubled = [
            f"shard {share} is there more than once: {', '.join(str(one.folder) for one in same)}"
            for share, same in found.items()
            if len(same) > 1
        ]
        if missing or doubled:
            raise ShardError("; ".join((*missing, *doubled)))
        self._shards = [found[share][0] for share in wanted]

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where the shards are, in their order."""
        return tuple(shard.folder for shard in self._shards)

    def rendered(self, names: Collection[str], inputs: Inputs) -> Iterator[Rendered]:
        """These units, in this order, as their shards have them.

        Raises ShardError when ``inputs`` or this program are not what they were rendered from and
        by, when a unit is not there, or a file is not as it was rendered.
        """
        origin = self._shards[0].origin
        if origin.inputs != inputs.told():
            raise ShardError("the shards were rendered from other inputs than are here")
        if origin.program != program():
            raise ShardError(
                "the shards were rendered by another program than this one; use the same version "
                "of dotmac, of what it needs and of Python for all"
            )
        Trees.stay_in_python()  # nothing is built
        for name in names:
            shard = next(one for one in self._shards if one.share.takes(name))
            if name not in shard.lines:
                raise ShardError(f"{_named(shard)} lacks {name}; render it again")
            yield shard.rendered(name)


def _folders(given: Path) -> list[Path]:
    """The folder itself, or those in it that are shards."""
    if (given / FILE).exists() or not given.is_dir():
        return [given]
    found = sorted(path.parent for path in given.glob(f"*/{FILE}"))
    return found or [given]


def _named(shard: Shard) -> str:
    return f"shard {shard.share} in {shard.folder}"
