"""How differences are put into words, the same in a terminal and in a comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dotmac_manifests.analysis.differences.attention import Mark
from dotmac_manifests.analysis.differences.change import Action, Change
from dotmac_manifests.analysis.differences.groups import Count, Group, Place, Summary, places
from dotmac_manifests.report.plain import visible

SIGNS = {Action.added: "+", Action.changed: "~", Action.removed: "-"}
_FEW = 10
"""Names that are listed unless all are wanted."""
PLATFORM = "the platform"


def counted(number: int, noun: str) -> str:
    """`1 tenant`, `2 tenants`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def total(count: Count) -> str:
    """`1 object added, 2 changed, 3 removed`, without what there is none of."""
    parts = [
        f"{number} {action}"
        for number, action in (
            (count.added, "added"),
            (count.changed, "changed"),
            (count.removed, "removed"),
        )
        if number
    ]
    if not parts:
        return "no object differs"
    number, _, rest = parts[0].partition(" ")
    first = f"{number} object{'' if number == '1' else 's'} {rest}"
    return ", ".join([first, *parts[1:]])


def listed(names: Sequence[str], *, full: bool) -> str:
    """Names in a row; without ``full`` the first few, and how many more there are."""
    few = names if full else names[:_FEW]
    more = f" and {len(names) - len(few)} more (--full lists them)" if len(names) > len(few) else ""
    return visible(", ".join(few)) + more


def where(found: Sequence[Place], *, full: bool) -> str:
    """`3 tenants: a, b, c`; the platform's own parts by region."""
    regions = {region for region, _ in found}
    tenants = sorted({tenant for _, tenant in found if tenant})
    own = sorted(region for region, tenant in found if not tenant)
    parts = []
    if own == [""]:
        parts.append(PLATFORM)
    elif own:
        several = f"{len(own)} regions: " if len(own) > 1 else ""
        parts.append(f"{PLATFORM} in {several}{listed(own, full=full)}")
    if tenants:
        across = f" in {len(regions)} regions" if len(regions) > 1 else ""
        parts.append(f"{counted(len(tenants), 'tenant')}{across}: {listed(tenants, full=full)}")
    return "; ".join(parts)


def same_in(group: Group, *, full: bool) -> str:
    """Where else a group's change is; empty for a single one."""
    if len(group.changes) == 1:
        return ""
    objects = counted(len(group.changes), "object")
    return f"the same change of {objects} in {where(group.places, full=full)}"


def about(mark: Mark, *, full: bool) -> str:
    """What a mark says, and how far it reaches."""
    return f"{visible(mark.text)} ({where(places(mark.changes), full=full)})"


def title(change: Change) -> str:
    """Sign, kind and name of an object."""
    return f"{SIGNS[change.action]} {visible(change.title)}"


def location(change: Change) -> str:
    """The file and line to look at."""
    return visible(f"{change.side.file}:{change.side.line}")


Row = tuple[str, str, str, str, str]


def rows(summary: Summary, *, full: bool) -> Iterator[Row]:
    """Region, whose objects, added, changed, removed; tenants with the same counts in one row."""
    by_count: dict[tuple[str, bool, Count], list[str]] = {}
    for (region, tenant), count in summary.places.items():
        by_count.setdefault((region, bool(tenant), count), []).append(tenant)
    for (region, is_tenant, count), tenants in by_count.items():
        name = listed(tenants, full=full) if is_tenant else PLATFORM
        whose = f"{len(tenants)} tenants: {name}" if len(tenants) > 1 else name
        each = " each" if len(tenants) > 1 else ""
        numbers = (
            f"{number}{each}" if number else ""
            for number in (count.added, count.changed, count.removed)
        )
        added, changed, removed = numbers
        yield visible(region), whose, added, changed, removed


def kinds(summary: Summary) -> str:
    """`ConfigMap +1 ~2, Deployment -3`."""
    return ", ".join(
        " ".join(
            [
                visible(kind),
                *(
                    f"{sign}{number}"
                    for sign, number in (
                        ("+", count.added),
                        ("~", count.changed),
                        ("-", count.removed),
                    )
                    if number
                ),
            ]
        )
        for kind, count in summary.kinds.items()
    )
