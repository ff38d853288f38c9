"""Which of the differences somebody wants to see: by region, kind and tenant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dotmac_manifests.analysis.differences.change import Change


@dataclass(frozen=True)
class Only:
    """What to keep; of nothing, everything. Kinds are in lower case."""

    regions: frozenset[str]
    kinds: frozenset[str]
    tenants: frozenset[str]

    def keeps(self, change: Change) -> bool:
        """Whether a change is of these regions, of these kinds and of these tenants."""
        return (
            (not self.regions or change.region in self.regions)
            and (not self.kinds or change.ref.kind.lower() in self.kinds)
            and (not self.tenants or change.tenant in self.tenants)
        )


def only(words: Iterable[str], regions: Iterable[str]) -> Only:
    """Sort words: a known region; a kind, which begins with a capital; else a tenant."""
    every = set(words)
    of_region = every & set(regions)
    of_kind = {word for word in every - of_region if word[:1].isupper()}
    rest = every - of_region - of_kind
    return Only(frozenset(of_region), frozenset(map(str.lower, of_kind)), frozenset(rest))
