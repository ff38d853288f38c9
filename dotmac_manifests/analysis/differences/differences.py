"""Everything that there is to say about two sets of manifests, for reports to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dotmac_manifests.analysis.differences.attention import Mark, attention
from dotmac_manifests.analysis.differences.change import Change
from dotmac_manifests.analysis.differences.groups import Group, Summary, grouped, summary


@dataclass(frozen=True)
class Differences:
    """What differs between the sets called ``old`` and ``new``."""

    old: str
    new: str
    changes: tuple[Change, ...]
    groups: tuple[Group, ...]
    summary: Summary
    marks: tuple[Mark, ...]


def differences(old: str, new: str, changes: Iterable[Change]) -> Differences:
    """Group, count and mark changes."""
    every = tuple(changes)
    groups = grouped(every)
    return Differences(old, new, every, groups, summary(every), attention(groups))
