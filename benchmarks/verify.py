#!/usr/bin/env python3
"""Measures how long every rule of `dotmac verify` takes on fleets of different sizes.

    python benchmarks/verify.py [TENANTS...] [--json FILE]

By default 10, 100, 1,000 and 5,000 tenants. The fleets are `dist`, its tenants copied under other
names and hosts as often as needed, so they break as few promises as `dist` itself. Each is judged
as the command does it, by one process for each core, and once more by one process, rule by rule.
The table goes to stdout, and so do the slowest rules of the largest fleet. Memory is the sum over
all processes, looked at fifty times a second, of what is resident; pages that they share count
for each of them.
"""

from __future__ import annotations

import gc
import os
import re
import resource
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sizes import ROOT, run

SIZES = (10, 100, 1000, 5000)
INTERVAL = 0.02  # seconds between two looks at memory
SLOWEST = 10
LOAD = "load"
DIST = ROOT / "dist"


def texts(tenants: int) -> Iterator[tuple[Path, str]]:
    """Path in `dist` and text of each file of a fleet."""
    files = {file: file.read_text(encoding="utf-8") for file in sorted(DIST.rglob("*.yaml"))}
    homes = {home: owned(home) for home in sorted(DIST.glob("*/tenants/*"))}
    for file in files.keys() - {file for found in homes.values() for file in found}:
        yield file.relative_to(DIST), files[file]
    for number in range(tenants):
        copy, index = divmod(number, len(homes))
        home = list(homes)[index]
        words, suffix = names(home), str(copy or "")
        for file in homes[home]:
            path = str(file.relative_to(DIST)).replace(home.name, f"{home.name}{suffix}")
            yield Path(path), words.sub(rf"\g<0>{suffix}", files[file])


def owned(home: Path) -> list[Path]:
    """The files of a tenant: its folder, and what Argo CD is told about it."""
    return [*home.rglob("*.yaml"), home.parents[1] / "argocd" / "tenants" / f"{home.name}.yaml"]


def names(home: Path) -> re.Pattern[str]:
    """What only one tenant may be called: its name, as databases spell it too, and its domains."""
    text = (home / "namespace.yaml").read_text(encoding="utf-8")
    found = {home.name, home.name.replace("-", "_")}
    for host in ",".join(re.findall(r"dotmac\.io/hosts: (\S+)", text)).split(","):
        ours = re.search(r"([^.]+)(?:\.control-plane)?\.isp\.dotmac\.com$", host)
        found.add(ours[1] if ours else host.split(".")[-2])
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))))


def write(folder: Path, tenants: int) -> int:
    """Write the fleet; returns its size in bytes."""
    size = 0
    for path, text in texts(tenants):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        size += file.write_bytes(text.encode())
    return size


def measure(folder: Path) -> dict[str, Any]:
    """Seconds of every step and of each rule, counts, and the peaks of memory in MB."""
    gc.disable()  # as the commands do
    memory = Memory()
    together = {**parallel(folder), "memory": memory.take_peak()}
    return {
        **{f"parallel_{name}": value for name, value in together.items()},
        **alone(folder),
        "memory": memory.take_peak(),
    }


def parallel(folder: Path) -> dict[str, float]:
    """What the command does."""
    from dotmac_manifests.analysis.rules.registry import RULES
    from dotmac_manifests.analysis.site import Site
    from dotmac_manifests.analysis.sources import sources
    from dotmac_manifests.analysis.verify import carry_out, conclude, tasks
    from dotmac_manifests.cli.processes import count, executor

    start, spent = time.perf_counter(), cpu()
    found, missing = sources([folder])
    work = tasks(found, RULES.values(), Site())
    processes = count(None, len(work), sum(task.size for task in work))
    with executor(processes) as pool:
        surveys = carry_out(work, pool, missing, processes=processes)
    findings = conclude(surveys, tuple(RULES.values()))
    return {
        "processes": processes,
        "findings": len(findings),
        "total": time.perf_counter() - start,
        "cpu": cpu() - spent,
    }


def alone(folder: Path) -> dict[str, Any]:
    """The same in one process, with the CPU seconds of each rule."""
    from dotmac_manifests.analysis.facts import Facts
    from dotmac_manifests.analysis.load import load_sources
    from dotmac_manifests.analysis.rules.registry import RULES
    from dotmac_manifests.analysis.site import Site
    from dotmac_manifests.analysis.sources import sources
    from dotmac_manifests.analysis.survey import Survey
    from dotmac_manifests.analysis.verify import conclude, tasks

    start, spent, objects = time.perf_counter(), cpu(), 0
    seconds: dict[str, float] = defaultdict(float)
    surveys = []
    for task in tasks(sources([folder])[0], RULES.values(), Site()):
        begun = time.process_time()
        facts = Facts(task.cluster, load_sources(task.sources)[0], task.site)
        seconds[LOAD] += time.process_time() - begun
        objects += len(facts.manifests)
        known = []
        for name, rule in RULES.items():
            begun = time.process_time()
            known.append(rule.survey(facts))
            seconds[name] += time.process_time() - begun
        surveys.append(Survey(task.cluster, facts.tenants, tuple(known)))
        del facts
    findings = conclude(surveys, tuple(RULES.values()))
    return {
        "objects": objects,
        "findings": len(findings),
        "total": time.perf_counter() - start,
        "cpu": cpu() - spent,
        "seconds": seconds,
    }


def cpu() -> float:
    """CPU seconds of this process and of those that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Memory:
    """Looks at the memory of this process and of those that it starts."""

    def __init__(self) -> None:
        self._peak = 0
        self._page = resource.getpagesize()
        threading.Thread(target=self._look, daemon=True).start()

    def take_peak(self) -> float:
        """Megabytes at the peak since this was last asked."""
        peak, self._peak = self._peak, 0
        return peak / 1e6

    def _look(self) -> None:
        while True:
            own = Path("/proc/self")
            children = (own / f"task/{os.getpid()}/children").read_text().split()
            pages = sum(map(resident, (own, *(Path("/proc", child) for child in children))))
            self._peak = max(self._peak, pages * self._page)
            time.sleep(INTERVAL)


def resident(process: Path) -> int:
    """Resident pages of a process; none if it has just ended."""
    try:
        return int((process / "statm").read_text().split()[1])
    except OSError:
        return 0


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown of the fleets, how they grow, and the slowest rules of the last."""
    lines = [
        "| tenants | objects | YAML MB | processes | total s | CPU s | peak MB "
        "| alone: total s | CPU s | peak MB | findings |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        lines.append(
            f"| {row['tenants']:,} | {row['objects']:,} | {row['megabytes']:,.1f} "
            f"| {row['parallel_processes']} | {row['parallel_total']:.1f} "
            f"| {row['parallel_cpu']:.1f} | {row['parallel_memory']:,.0f} "
            f"| {row['total']:.1f} | {row['cpu']:.1f} | {row['memory']:,.0f} "
            f"| {row['findings']:,} |"
        )
    first, last = rows[0], rows[-1]
    if len(rows) > 1:
        grown, slower = (last[key] / first[key] for key in ("objects", "cpu"))
        lines += ["", f"Objects x {grown:.0f}: CPU time x {slower:.0f}."]
    names = last["seconds"].keys() - {LOAD}
    slowest = sorted(names, key=last["seconds"].__getitem__, reverse=True)[:SLOWEST]
    heads = " | ".join(f"{row['tenants']:,} tenants, s" for row in rows)
    lines += ["", f"| step | {heads} |", "|---|" + "---:|" * len(rows)]
    for step in (LOAD, *slowest):
        cells = " | ".join(f"{row['seconds'][step]:.2f}" for row in rows)
        lines.append(f"| {step} | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    run(__doc__ or "", SIZES, write, measure, table)
