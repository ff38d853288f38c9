"""The inputs of every command: the fleet of the current folder, read and decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dotmac_manifests.plan.model import FleetPlan
    from dotmac_manifests.spec.fleet import Fleet

Root = Annotated[
    Path,
    typer.Option(
        "--root", "-C", metavar="DIR", help="Folder of platform.yaml, regions/ and tenants/."
    ),
]


def tenant_names(context: typer.Context, incomplete: str) -> list[str]:
    """Slugs that start like this, for the shell's completion; files are not read."""
    return _names(context, "tenants", incomplete)


def region_names(context: typer.Context, incomplete: str) -> list[str]:
    """Regions that start like this, for the shell's completion; files are not read."""
    return _names(context, "regions", incomplete)


def _names(context: typer.Context, folder: str, incomplete: str) -> list[str]:
    files = (context.params.get("root") or Path()).joinpath(folder).glob("*.yaml")
    return sorted(path.stem for path in files if path.stem.startswith(incomplete))


def read(root: Path) -> tuple[Fleet, FleetPlan]:
    """The fleet as written and as decided; raises InputError with every problem."""
    from dotmac_manifests.plan.build import build_plan
    from dotmac_manifests.spec.load import load_fleet

    fleet = load_fleet(root)
    return fleet, build_plan(fleet)
