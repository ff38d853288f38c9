"""Runs a measurement on fleets of different sizes, each in a process of its own.

A process of its own makes the peak of memory its own; the machine and the versions go with the
figures, without which they say little.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PROGRESS = "benchmark: "
PACKAGES = ("pydantic", "ruamel.yaml", "jsonschema-rs")

Write = Callable[[Path, int], int]
Measure = Callable[[Path], dict[str, Any]]
Table = Callable[[list[dict[str, Any]]], str]


def run(
    description: str, sizes: Sequence[int], write: Write, measure: Measure, show: Table
) -> None:
    """The command line of a benchmark.

    ``write`` makes a fleet in a folder and returns its size in bytes; ``measure`` returns the
    figures of the folder; ``show`` makes Markdown of the figures of all sizes.
    """
    parser = argparse.ArgumentParser(description=description.split("\n", maxsplit=1)[0])
    parser.add_argument("tenants", nargs="*", type=int, default=list(sizes))
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure)))
        return
    rows = []
    for tenants in arguments.tenants:
        with tempfile.TemporaryDirectory() as folder:
            size = write(Path(folder), tenants)
            print(f"{PROGRESS}{tenants} tenants", file=sys.stderr)
            command = [sys.executable, sys.argv[0], "--measure", folder]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        rows.append({"tenants": tenants, "megabytes": size / 1e6, **json.loads(done.stdout)})
    print(show(rows))
    where = machine()
    print("\n" + ", ".join(f"{name} {value}" for name, value in where.items()))
    if arguments.json:
        text = json.dumps({"machine": where, "sizes": rows}, indent=2)
        arguments.json.write_text(text + "\n", encoding="utf-8")


def machine() -> dict[str, str]:
    """What the figures were measured with."""
    from dotmac_manifests import __version__

    return {
        "dotmac-manifests": __version__,
        platform.python_implementation(): platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(os.cpu_count()),
    }
