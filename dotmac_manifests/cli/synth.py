"""`dotmac synth`: inputs to `dist/`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dotmac_manifests.cli.console import CLEAN, DIFFERENT, Output, err, out, user_errors, write
from dotmac_manifests.cli.inputs import Root, read, region_names, tenant_names
from dotmac_manifests.errors import DotmacError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from dotmac_manifests.emit.synth import Summary
    from dotmac_manifests.plan.model import FleetPlan

OUT_VARIABLE = "CDK8S_OUTDIR"
"""Set by npm's `cdk8s synth` to the folder it expects the manifests in."""


def command(
    out_dir: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder to write, owned whole. Default: dist"),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit 1 and name each file that differs."),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="With --check: let nothing be gone either that this Git revision has.",
        ),
    ] = None,
    tenant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SLUG", help="Only this tenant; repeatable.", autocompletion=tenant_names
        ),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Only this region; repeatable.", autocompletion=region_names
        ),
    ] = None,
    output: Annotated[Output, typer.Option("-o", "--output", help="How to report.")] = Output.text,
    root: Root = Path(),
) -> None:
    """Render the fleet into dist/, or check that dist/ is what the inputs say."""
    with user_errors(output):
        _, plan = read(root)
        _known(tenant or (), region or (), plan)
        folder = out_dir or Path(os.environ.get(OUT_VARIABLE) or root / "dist")
        _apart(folder, root)
        if since is not None:
            _keeps(folder, since, plan, check)
        summary = _synth(plan, folder, tenant or (), region or (), check)
        _report(summary, plan, output, check)
        raise typer.Exit(DIFFERENT if check and summary.changes.any else CLEAN)


def _known(tenants: Collection[str], regions: Collection[str], plan: FleetPlan) -> None:
    """Refuse a selection that names what is not there, which would render nothing."""
    for kind, wanted, known in (
        ("tenant", tenants, list(plan.tenants)),
        ("region", regions, list(plan.regions)),
    ):
        for name in wanted:
            if name not in known:
                raise DotmacError(f"There is no {kind} {name!r}; known: {', '.join(known)}")
    for slug in tenants:
        home = plan.tenants[slug].region.name
        if regions and home not in regions:
            raise DotmacError(f"Tenant {slug!r} is in region {home}, which --region leaves out")


def _apart(folder: Path, root: Path) -> None:
    """Refuse to own a folder that people write in, or one that holds such a folder."""
    from dotmac_manifests.spec.load import REGIONS_FOLDER, TENANTS_FOLDER

    own, home = folder.resolve(), root.resolve()
    inputs = (home / REGIONS_FOLDER, home / TENANTS_FOLDER)
    if home.is_relative_to(own) or any(own.is_relative_to(path) for path in inputs):
        raise DotmacError(f"{folder} is a folder of inputs; give --out a folder of its own")


def _keeps(folder: Path, since: str, plan: FleetPlan, check: bool) -> None:
    """Raise what is gone since a revision without a record, even if dist/ matches the inputs."""
    from dotmac_manifests.emit.guard import guard
    from dotmac_manifests.emit.history import gone_since
    from dotmac_manifests.errors import InputError

    if not check:
        raise DotmacError("--since compares what is committed; it goes with --check")
    refused = tuple(guard(gone_since(folder, since), plan))
    if refused:
        raise InputError(refused)


def _synth(
    plan: FleetPlan, folder: Path, tenants: Iterable[str], regions: Iterable[str], check: bool
) -> Summary:
    from dotmac_manifests.emit.synth import Selection, synth

    selection = Selection(frozenset(tenants), frozenset(regions))
    console = err()
    with console.status("Rendering") as status:
        return synth(
            plan,
            folder,
            selection,
            check=check,
            progress=lambda unit: status.update(f"Rendering {unit}"),
        )


def _report(summary: Summary, plan: FleetPlan, output: Output, check: bool) -> None:
    found = summary.changes
    lists: dict[str, tuple[str, ...]] = {
        "added": found.added,
        "changed": found.changed,
        "removed": found.removed,
    }
    if output is Output.json:
        from dotmac_manifests.report import json

        counts: dict[str, Any] = {
            "objects": summary.objects,
            "files": summary.files,
            "unchanged": len(found.unchanged),
            "warnings": list(plan.warnings),
        }
        write(json.document({**counts, **{name: list(paths) for name, paths in lists.items()}}))
        return
    from dotmac_manifests.report import text

    text.changes(out(), lists)
    console = err()
    text.warnings(console, plan.warnings)
    done = ("to add", "to change", "to remove") if check else ("added", "changed", "removed")
    counts_by_kind = zip(map(len, lists.values()), done, strict=True)
    told = ", ".join(f"{count} {what}" for count, what in counts_by_kind)
    console.print(
        f"{summary.objects} objects in {summary.files} files: {told}, "
        f"{len(found.unchanged)} unchanged",
        soft_wrap=True,
    )
