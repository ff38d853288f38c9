"""The results as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.speed.peers import FLOOR
from benchmarks.speed.process import Cost
from benchmarks.speed.results import PeerResult, Results
from benchmarks.speed.targets import targets

BEGIN, END = "<!-- results -->", "<!-- end of results -->"
_MET = {True: "met", False: "**missed**", None: ""}


def markdown(results: Results) -> str:
    """All tables, and what they were measured with."""
    return "\n".join(
        [
            *_own(results),
            "",
            *_peers(results),
            "",
            *_targets(results),
            "",
            f"{_list(results.machine)}.",
            "",
            f"{_list(results.versions)}.",
            "",
        ]
    )


def placed(text: str, document: str) -> str:
    """A document with the results between its two marks; without those, the results alone."""
    before, begun, rest = document.partition(BEGIN)
    _, ended, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{text}\n{END}{after}" if begun and ended else text


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]], texts: int) -> Iterator[str]:
    """A table of which the first ``texts`` columns hold text and the others figures."""
    yield _row(heads)
    yield "|" + "---|" * texts + "---:|" * (len(heads) - texts)
    yield from map(_row, rows)


def _own(results: Results) -> Iterator[str]:
    heads = ("run", "tenants", "wall s", "CPU s", "all processes, peak MB", "largest, peak MB")
    rows = []
    for run, tenants in results.own:
        cost = results.cost(run, tenants)
        if cost:
            size = f"{tenants:,}" if tenants else ""
            times = (f"{cost.wall:.3g}", f"{cost.cpu:.3g}")
            rows.append((run, size, *times, *_memory(cost)))
    return grid(heads, rows, 1)


def _peers(results: Results) -> Iterator[str]:
    heads = ("for each tenant", "how", "tenants", "wall ms", "CPU ms",
             "wall, dotmac = 1", "CPU, dotmac = 1", "wall, floor = 1", "peak MB")  # fmt: skip
    ours, floor = results.ours(), results.each(FLOOR)
    found = [(peer, peer.each) for peer in (ours, *results.peers)]
    measured = sorted(((peer, cost) for peer, cost in found if cost), key=lambda pair: pair[1].wall)
    rows = [_peer(peer, cost, ours.each, floor) for peer, cost in measured]
    yield from grid(heads, rows, 2)
    notes = [f"- {peer.name}: {peer.note}" for peer in results.peers if peer.note]
    if notes:
        yield ""
        yield from notes


def _peer(peer: PeerResult, cost: Cost, ours: Cost | None, floor: Cost | None) -> Sequence[str]:
    return (
        peer.name,
        peer.what,
        f"{peer.tenants:,}",
        f"{cost.wall * 1000:.2f}",
        f"{cost.cpu * 1000:.2f}",
        _times(cost.wall, ours.wall if ours else None),
        _times(cost.cpu, ours.cpu if ours else None),
        _times(cost.wall, floor.wall if floor else None),
        f"{cost.memory / 1e6:,.0f}",
    )


def _targets(results: Results) -> Iterator[str]:
    rows = [(one.asked, _MET[one.met], one.found) for one in targets(results)]
    return grid(("target", "", "found"), rows, 2)


def _times(one: float, other: float | None) -> str:
    return f"{one / other:.2f}" if other else ""


def _memory(cost: Cost) -> tuple[str, str]:
    return f"{cost.memory / 1e6:,.0f}", f"{cost.largest / 1e6:,.0f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _list(facts: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}" for name, value in facts.items())
