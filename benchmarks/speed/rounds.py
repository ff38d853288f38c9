"""Carries out all measurements, round by round."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.speed.layout import OURS, files_of, homes
from benchmarks.speed.own import COLD, ROOT, VERIFY, Fleet, start_up
from benchmarks.speed.peers import Peer, Runner
from benchmarks.speed.process import Failed, measure, set_aside
from benchmarks.speed.results import PeerResult, Results
from benchmarks.speed.tools import Tools, Unavailable

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to measure; fleets of ``large_once`` tenants or more are measured in one round only,
    and not judged by `verify`, which has a benchmark of its own."""

    sizes: tuple[int, ...]
    hostile: bool
    peers: tuple[Peer, ...]
    peer_tenants: int
    slow_tenants: int
    rounds: int
    large_once: int

    def settings(self) -> dict[str, Any]:
        """For the results."""
        return {
            "tenants": list(self.sizes),
            "hostile": self.hostile,
            "rounds": self.rounds,
            "large_once": self.large_once,
            "peer_tenants": self.peer_tenants,
            "slow_tenants": self.slow_tenants,
        }

    def count(self, peer: Peer) -> int:
        """How many tenants a peer renders."""
        return self.slow_tenants if peer.slow else self.peer_tenants


@dataclass(frozen=True)
class _Ready:
    """A peer that can run."""

    peer: Peer
    runner: Runner
    count: int
    out: Path


def carry_out(plan: Plan, results: Results, tools: Tools, scratch: Path, say: Say) -> None:
    """Measure everything into ``results``."""
    sizes = sorted({*plan.sizes, *([plan.peer_tenants] if plan.peers else [])})
    fleets = []
    for size in sizes:
        say(f"generates {size:,} tenants")
        fleets.append(Fleet.generate(scratch / str(size), size, hostile=plan.hostile))
    found: dict[str, PeerResult] = {}
    ready: list[_Ready] = []
    if plan.peers:
        fleet = next(fleet for fleet in fleets if fleet.count == plan.peer_tenants)
        say(f"renders {fleet.count:,} tenants and makes the inputs of peers of them")
        inputs = scratch / "inputs"
        results.work = _inputs(fleet, inputs, plan.slow_tenants)
        ready = _prepare(plan, tools, scratch, found, say)
    for number in range(plan.rounds):
        say(f"round {number + 1} of {plan.rounds}")
        for fleet in fleets:
            if number == 0 or fleet.count < plan.large_once:
                _own(fleet, plan, number, results, say)
        for name, run in start_up():
            results.own.setdefault((name, None), []).append(run())
        ready = [one for one in ready if _peer(one, found, say)]
    for one in ready:  # at the end, since what this process holds would count for those it starts
        _compare(one, scratch / "inputs" / OURS, found, say)
    results.versions = {**results.versions, **tools.versions}
    results.peers = [found[peer.name] for peer in plan.peers]


def _inputs(fleet: Fleet, folder: Path, bodies: int) -> dict[str, int]:
    """Render once, which also warms up, and take the result apart in a process of its own."""
    fleet.synth()
    command = [sys.executable, "-m", "benchmarks.speed.inputs"]
    command += [str(fleet.inputs), str(fleet.dist), str(folder), "--bodies", str(bodies)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    counts: dict[str, int] = json.loads(done.stdout)
    return counts


def _prepare(
    plan: Plan, tools: Tools, scratch: Path, found: dict[str, PeerResult], say: Say
) -> list[_Ready]:
    ready = []
    for place, peer in enumerate(plan.peers):
        say(f"prepares {peer.name}")
        count = plan.count(peer)
        found[peer.name] = PeerResult(peer.name, peer.what, count)
        try:
            runner = peer.ready(tools, scratch / "inputs", count)
            ready.append(_Ready(peer, runner, count, scratch / "peers" / str(place)))
        except (Unavailable, OSError, subprocess.CalledProcessError) as error:
            found[peer.name] = replace(found[peer.name], note=f"not available: {error}")
    return ready


def _own(fleet: Fleet, plan: Plan, number: int, results: Results, say: Say) -> None:
    """All runs on one fleet; those that only peers need it for are left out."""
    for name, run in fleet.runs():
        if name != COLD and fleet.count not in plan.sizes:
            break
        cost = run()
        say(f"{name}, {fleet.count:,} tenants: {cost.wall:.3g} s")
        results.own.setdefault((name, fleet.count), []).append(cost)
    if number == 0 and fleet.count in plan.sizes and fleet.count < plan.large_once:
        cost = fleet.verify()
        say(f"{VERIFY}, {fleet.count:,} tenants: {cost.wall:.3g} s")
        results.own.setdefault((VERIFY, fleet.count), []).append(cost)


def _peer(one: _Ready, found: dict[str, PeerResult], say: Say) -> bool:
    """Run a peer once, and say whether it worked."""
    name = one.peer.name
    set_aside(one.out)
    try:
        line = one.runner.line(one.out, one.count)
        cost = measure(line, environment=one.runner.environment)
    except Failed as error:
        found[name] = replace(found[name], runs=(), note=f"failed: {error}")
        return False
    say(f"{name}, {one.count:,} tenants: {cost.wall:.3g} s")
    found[name] = replace(found[name], runs=(*found[name].runs, cost))
    return True


def _compare(one: _Ready, ours: Path, found: dict[str, PeerResult], say: Say) -> None:
    """Note in the results what a peer has rendered otherwise."""
    from benchmarks.speed.same import difference

    name = one.peer.name
    say(f"compares {name}")
    for home in homes(ours):
        files = files_of(home)
        paths = [file.relative_to(ours).as_posix() for file in files]
        theirs = one.peer.files(one.out, home.name, paths)
        try:
            told = difference(files, theirs, stream=one.peer.layout == "stream")
        except (OSError, ValueError) as error:
            told = str(error)
        if told:
            found[name] = replace(found[name], note=f"not the same work: {home.name}: {told}")
            return
