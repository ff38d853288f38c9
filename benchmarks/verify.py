#!/usr/bin/env python3
"""Measures how long every rule of `dotmac verify` takes on fleets of different sizes.

    python benchmarks/verify.py [TENANTS...] [--json FILE]

By default 10, 100 and 1,000 tenants. The fleets are `dist`, its tenants copied under other names
and hosts as often as needed, so they break as few promises as `dist` itself. The table goes to
stdout, and so do the slowest rules of the largest fleet.
"""

from __future__ import annotations

import gc
import re
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sizes import ROOT, run

SIZES = (10, 100, 1000)
SLOWEST = 10
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
    """Seconds of each step and of each rule, counts, and the peak of memory in MB."""
    from dotmac_manifests.analysis.load import load
    from dotmac_manifests.analysis.rules.registry import RULES
    from dotmac_manifests.analysis.site import Site
    from dotmac_manifests.analysis.verify import clusters, verify

    gc.disable()  # as the commands do
    start, spent = time.perf_counter(), time.process_time()
    fleet = clusters(load([folder]), Site())
    loaded = time.perf_counter()
    seconds, findings = {}, 0
    for name, rule in RULES.items():
        begun = time.perf_counter()
        findings += len(verify(fleet, [rule]))
        seconds[name] = time.perf_counter() - begun
    return {
        "objects": sum(len(facts.manifests) for facts in fleet),
        "rules": len(RULES),
        "findings": findings,
        "load": loaded - start,
        "judge": sum(seconds.values()),
        "total": time.perf_counter() - start,
        "cpu": time.process_time() - spent,
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def table(rows: list[dict[str, Any]]) -> str:
    """Markdown of the fleets, how they grow, and the slowest rules of the last."""
    lines = [
        "| tenants | objects | YAML MB | load s | rules s | total s | CPU s | findings | peak MB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        lines.append(
            f"| {row['tenants']:,} | {row['objects']:,} | {row['megabytes']:.1f} "
            f"| {row['load']:.2f} | {row['judge']:.2f} | {row['total']:.2f} | {row['cpu']:.2f} "
            f"| {row['findings']:,} | {row['memory']:,.0f} |"
        )
    first, last = rows[0], rows[-1]
    if len(rows) > 1:
        grown, slower = (last[key] / first[key] for key in ("objects", "cpu"))
        lines += ["", f"Objects x {grown:.0f}: CPU time x {slower:.0f}."]
    slowest = sorted(last["seconds"], key=last["seconds"].__getitem__, reverse=True)[:SLOWEST]
    heads = " | ".join(f"{row['tenants']:,} tenants, s" for row in rows)
    lines += ["", f"| rule | {heads} |", "|---|" + "---:|" * len(rows)]
    for rule in slowest:
        cells = " | ".join(f"{row['seconds'][rule]:.3f}" for row in rows)
        lines.append(f"| {rule} | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    run(__doc__ or "", SIZES, write, measure, table)
