"""Measures `dotmac` on generated fleets, and peers that do the same work, in one run.

    python3 dev.py benchmark [--tenants N ...] [--peer-tenants N] [--rounds K] [--json FILE] ...

Every figure is of a whole process that starts anew, with the inputs in the page cache. Rounds go
through all measurements in turn, so that a machine whose speed drifts is as fair to one as to the
other; times are medians of the rounds, memory is their worst. Peers are installed on demand, from
PyPI and npm; one that cannot be had is named with the reason.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.speed.machine import machine, versions
from benchmarks.speed.own import ROOT
from benchmarks.speed.peers import PEERS
from benchmarks.speed.results import Results
from benchmarks.speed.rounds import Plan, carry_out
from benchmarks.speed.table import markdown, placed
from benchmarks.speed.tools import Tools

SIZES = (100, 1_000)
PEER_TENANTS, SLOW_TENANTS = 1_000, 20
TOOLS = ROOT / "build" / "benchmark-tools"


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="dev.py benchmark", description=(__doc__ or "").split("\n", maxsplit=1)[0]
    )
    add = parser.add_argument
    add("--tenants", nargs="+", type=int, default=list(SIZES), help="sizes of our own fleets")
    add("--hostile", action="store_true", help="names and texts that break careless programs")
    add("--peer-tenants", type=int, default=PEER_TENANTS, help="size of the fleet peers render")
    add("--slow-tenants", type=int, default=SLOW_TENANTS, help="as many of it for slow peers")
    names = [peer.name for peer in PEERS]
    add("--peers", nargs="*", choices=names, default=names, metavar="NAME", help=", ".join(names))
    add("--rounds", type=int, default=3, help="runs of each measurement")
    add("--large-once", type=int, default=5_000, metavar="N", help="one round from N tenants on")
    add("--tools", type=Path, default=TOOLS, help="where peers are installed")
    add("--scratch", type=Path, help="where fleets are made; by default a temporary folder")
    add("--json", type=Path, help="also write all figures here")
    add("--markdown", type=Path, help="also write the tables here, between marks")
    add("--date", help="say this date in the results")
    return parser.parse_args()


def main() -> None:
    """Measure, and show the results."""
    chosen = arguments()
    plan = Plan(
        sizes=tuple(sorted({*chosen.tenants})),
        hostile=chosen.hostile,
        peers=tuple(peer for peer in PEERS if peer.name in chosen.peers),
        peer_tenants=chosen.peer_tenants,
        slow_tenants=min(chosen.slow_tenants, chosen.peer_tenants),
        rounds=chosen.rounds,
        large_once=chosen.large_once,
    )
    dated = {"date": chosen.date} if chosen.date else {}
    results = Results({**machine(), **dated}, versions(), plan.settings(), plan.peer_tenants)
    with tempfile.TemporaryDirectory(dir=chosen.scratch) as scratch:
        carry_out(plan, results, Tools(chosen.tools), Path(scratch), _say)
    text = markdown(results)
    sys.stdout.write(text)
    if chosen.markdown:
        document = chosen.markdown.read_text("utf-8") if chosen.markdown.is_file() else ""
        chosen.markdown.write_text(placed(text, document), "utf-8")
    if chosen.json:
        chosen.json.write_text(json.dumps(results.document(), indent=2) + "\n", "utf-8")


def _say(what: str) -> None:
    print(f"benchmark: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
