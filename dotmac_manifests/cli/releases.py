"""`dotmac release`: what the applications' pipeline records, and pins of single tenants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli.apply import DryRun, editing
from dotmac_manifests.cli.console import Output, out, user_errors, write
from dotmac_manifests.cli.inputs import Root, read
from dotmac_manifests.cli.tenant_verbs import Format, SlugArgument

app = typer.Typer(help="Releases: named sets of image digests.", no_args_is_help=True)
Version = Annotated[str, typer.Argument(metavar="VERSION", help="Name, e.g. v1.3.0.")]


@app.command("add")
def add(
    version: Version,
    image: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=REF@sha256:…", help="An image and its digest; repeatable."),
    ] = None,
    base: Annotated[
        str | None, typer.Option("--from", help="Release that the other images are taken from.")
    ] = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Record a release by its digests; a roll-out brings it to tenants."""
    from dotmac_manifests.delivery import releases

    with editing(root, output, dry_run) as (fleet, _, draft):
        releases.add(draft, fleet, version, image or (), base)


@app.command("remove")
def remove(
    version: Version, dry_run: DryRun = False, output: Format = Output.text, root: Root = Path()
) -> None:
    """Forget a release that nothing uses."""
    from dotmac_manifests.delivery import releases

    with editing(root, output, dry_run) as (fleet, _, draft):
        releases.remove(draft, fleet, version)


@app.command("pin")
def pin(
    slug: SlugArgument,
    version: Version,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Let one tenant run a release of its own, such as a hot-fix."""
    from dotmac_manifests.delivery import releases

    with editing(root, output, dry_run) as (fleet, _, draft):
        releases.pin(draft, fleet, slug, version)


@app.command("unpin")
def unpin(
    slug: SlugArgument, dry_run: DryRun = False, output: Format = Output.text, root: Root = Path()
) -> None:
    """Let a tenant follow its ring again."""
    from dotmac_manifests.delivery import releases

    with editing(root, output, dry_run) as (fleet, _, draft):
        releases.unpin(draft, fleet, slug)


@app.command("list")
def list_releases(output: Format = Output.text, root: Root = Path()) -> None:
    """Every release, the rings that run it, and the tenants held at it."""
    with user_errors(output):
        _, plan = read(root)
        rows = []
        for name in plan.platform.releases:
            rings = [ring.name for ring in plan.platform.rings if ring.release == name]
            own = [
                slug
                for slug, tenant in plan.tenants.items()
                if tenant.release == name and tenant.ring not in rings
            ]
            rows.append((name, rings, own))
        if output is Output.json:
            from dotmac_manifests.report import json

            keys = ("release", "rings", "heldTenants")
            write(json.document([dict(zip(keys, row, strict=True)) for row in rows]))
            return
        from dotmac_manifests.report import text

        lines = [(name, ", ".join(rings), ", ".join(own)) for name, rings, own in rows]
        text.table(out(), ("release", "rings", "held tenants"), lines)
