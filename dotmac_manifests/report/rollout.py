"""Roll-outs for people: the waves ahead, and where the rings stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from dotmac_manifests.report.text import table


def waves_page(console: Console, waves: Sequence[Mapping[str, Any]]) -> None:
    """A row a ring; who stands aside, and why, below."""
    rows = [
        (
            str(number),
            wave["ring"],
            f"{wave['from']} -> {wave['to']}",
            _names(
                [f"{region} (control plane)" for region in wave["controlPlanes"]], wave["tenants"]
            ),
            ", ".join(wave["images"]) or "none",
            wave["bake"],
        )
        for number, wave in enumerate(waves, 1)
    ]
    table(console, ("wave", "ring", "release", "who", "images that change", "bake"), rows)
    _held(console, {slug: why for wave in waves for slug, why in wave["held"].items()})


def status_page(console: Console, status: Mapping[str, Any]) -> None:
    """The roll-out in a sentence, a row a ring, then what holds it."""
    if status["release"] is None:
        console.print("No roll-out is under way")
    else:
        reason = f": {status['reason']}" if status["reason"] else ""
        console.print(f"{status['release']} is {status['state']}{reason}")
    if status["freeze"]:
        console.print(f"frozen {status['freeze']}")
    rows = [
        (
            ring["ring"],
            ring["release"],
            f"bakes until {ring['bakesUntil']}" if ring["bakesUntil"] else ring["state"],
            str(ring["tenants"]),
        )
        for ring in status["rings"]
    ]
    table(console, ("ring", "release", "state", "tenants"), rows)
    _held(console, {slug: why for ring in status["rings"] for slug, why in ring["held"].items()})
    for line in status["unhealthy"]:
        console.print(line, style="red", soft_wrap=True)


def _names(first: Sequence[str], tenants: Sequence[str], most: int = 8) -> str:
    shown = [*first, *tenants[:most]]
    if len(tenants) > most:
        shown.append(f"and {len(tenants) - most} more")
    return ", ".join(shown) or "nobody"


def _held(console: Console, held: Mapping[str, str]) -> None:
    if held:
        console.print()
        table(console, ("stands aside", "because"), sorted(held.items()))
