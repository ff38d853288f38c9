"""`dotmac tenant`: the verbs that change a tenant; each ends in a diff to review."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from dotmac_manifests.cli.apply import DryRun, Now, editing, moment
from dotmac_manifests.cli.console import Output
from dotmac_manifests.cli.inputs import Root, region_names, tenant_names

SlugArgument = Annotated[
    str, typer.Argument(metavar="SLUG", help="Slug of the tenant.", autocompletion=tenant_names)
]
Format = Annotated[Output, typer.Option("-o", "--output", help="How to report.")]
Assignments = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="A field below spec; repeatable."),
]
Reason = Annotated[str, typer.Option(help="Why, for whoever reads it in Git.")]


def new(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="Slug: namespace, host, database.")],
    name: Annotated[str, typer.Option(help="Display name.")],
    plan: Annotated[str, typer.Option(help="starter, professional or enterprise.")],
    tenant_id: Annotated[
        str | None, typer.Option("--id", help="Id at the control plane; the slug unless given.")
    ] = None,
    seats: Annotated[int, typer.Option(help="Users of the provider's staff.")] = 10,
    region: Annotated[
        str | None, typer.Option(help="Where it lives.", autocompletion=region_names)
    ] = None,
    location: Annotated[
        str | None, typer.Option(help="US, EU or APAC, instead of a region.")
    ] = None,
    compliance: Annotated[
        list[str] | None, typer.Option(help="Demand on the region, e.g. GDPR; repeatable.")
    ] = None,
    feature: Annotated[list[str] | None, typer.Option(help="Feature; repeatable.")] = None,
    assignments: Assignments = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Onboard a tenant: its file, and what is rendered from it.

    Nobody else's files change. It is refused where a name is taken or was, where no region
    honours what it demands, and where it does not fit its plan.
    """
    from dotmac_manifests.delivery import tenants

    with editing(root, output, dry_run) as (fleet, _, draft):
        wanted = tenants.Newcomer(
            slug=slug,
            name=name,
            plan=plan,
            id=tenant_id,
            seats=seats,
            region=region,
            location=location,
            compliance=compliance or (),
            features=feature or (),
        )
        tenants.new(draft, fleet, wanted, assignments or ())


def change(
    slug: SlugArgument,
    assignments: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH=VALUE…", help="Fields below spec, e.g. seats=80."),
    ] = None,
    unset: Annotated[
        list[str] | None, typer.Option(metavar="PATH", help="Field to remove; repeatable.")
    ] = None,
    now: Now = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Customise a tenant: any field below spec of its file.

    Branding, flags, features, networks, quota. What has a command of its own is refused, and so
    is what would take its data elsewhere, shrink a disk or weaken what it was promised.
    """
    from dotmac_manifests.delivery import tenants

    with editing(root, output, dry_run) as (fleet, _, draft):
        today = moment(now).date()
        tenants.change(draft, fleet, slug, assignments or (), unset or (), today)


def scale(
    slug: SlugArgument,
    workload: Annotated[str, typer.Argument(help="Workload, e.g. isp-backend or postgres.")],
    replicas: Annotated[int | None, typer.Option(help="A fixed number of replicas.")] = None,
    low: Annotated[int | None, typer.Option("--min", help="Fewest replicas.")] = None,
    high: Annotated[int | None, typer.Option("--max", help="Most replicas.")] = None,
    cpu: Annotated[str | None, typer.Option(help="Cores each replica is promised.")] = None,
    memory: Annotated[str | None, typer.Option(help="Memory each replica is promised.")] = None,
    cpu_limit: Annotated[str | None, typer.Option(help="Most cores of each replica.")] = None,
    memory_limit: Annotated[str | None, typer.Option(help="Most memory of each.")] = None,
    storage: Annotated[str | None, typer.Option(help="Disk of each replica; never less.")] = None,
    raise_quota: Annotated[
        bool, typer.Option("--raise-quota", help="Let the quota follow, with a tenth to spare.")
    ] = False,
    now: Now = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Give a workload of a tenant other replicas, resources or disk."""
    from dotmac_manifests.delivery import quota, tenants

    with editing(root, output, dry_run) as (fleet, plan, draft):
        wanted = tenants.Scaling(
            workload=workload,
            replicas=replicas,
            low=low,
            high=high,
            cpu=cpu,
            memory=memory,
            cpu_limit=cpu_limit,
            memory_limit=memory_limit,
            storage=storage,
        )
        tenants.scale(draft, fleet, slug, wanted, moment(now).date())
        if raise_quota:
            quota.raise_quota(draft, root, plan, slug)


def suspend(
    slug: SlugArgument,
    reason: Reason,
    now: Now = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Stop a tenant: zero replicas, a maintenance page, all data kept."""
    from dotmac_manifests.delivery import lifecycle

    with editing(root, output, dry_run) as (fleet, _, draft):
        lifecycle.suspend(draft, fleet, slug, reason, moment(now).date())


def resume(
    slug: SlugArgument,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Bring back a tenant that is suspended, frozen or leaving."""
    from dotmac_manifests.delivery import lifecycle

    with editing(root, output, dry_run) as (fleet, _, draft):
        lifecycle.resume(draft, fleet, slug)


def freeze(
    slug: SlugArgument,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of the freeze.")],
    reason: Reason,
    now: Now = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Hold a tenant as it is until a day has passed.

    It keeps its release, and commands that would change it are refused. `tenant resume` ends it;
    its release is held until then.
    """
    from dotmac_manifests.delivery import lifecycle

    with editing(root, output, dry_run) as (fleet, plan, draft):
        today = moment(now).date()
        lifecycle.freeze(draft, fleet, plan, slug, until.date(), reason, today)


def move(
    slug: SlugArgument,
    to: Annotated[
        str | None,
        typer.Option(
            help="The new region; known once the move is under way.", autocompletion=region_names
        ),
    ] = None,
    phase: Annotated[
        str, typer.Option(help="prepare, switch, confirm-gone or finish.")
    ] = "prepare",
    approved_by: Annotated[
        str | None, typer.Option(help="Who approves that the old region's files go (finish).")
    ] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="Give up a move only prepared.")] = False,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Take a tenant to another region, in four phases.

    prepare: databases stand in the new region, empty, to receive the data. switch: it is served
    there; its data rests in the old region. confirm-gone: that data may go. finish: the old
    region's files go, and a tombstone stays. Both regions have to honour its residency.
    """
    from dotmac_manifests.delivery import moving

    with editing(root, output, dry_run) as (fleet, plan, draft):
        if cancel:
            moving.cancel(draft, fleet, slug)
        else:
            moving.move(draft, fleet, plan, slug, to=to, phase=phase, approved_by=approved_by)


def offboard(
    slug: SlugArgument,
    approved_by: Annotated[str, typer.Option(help="Who approved that the tenant leaves.")],
    confirm: Annotated[str, typer.Option(metavar="SLUG", help="The slug once more.")],
    reason: Annotated[
        str | None, typer.Option(help="Why, for whoever reads it in Git; kept between stages.")
    ] = None,
    stage: Annotated[
        str,
        typer.Option(help="approved, final-backup, drained, removable or gone."),
    ] = "approved",
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Let a tenant leave, stage by stage.

    approved: nobody is served, all data stays. final-backup: the databases run once more for a
    last backup. drained: only data and walls are left. removable: they may go, once a person
    confirms it to Argo CD. gone: a tombstone stays; its names are never given again. Until
    removable, `tenant resume` keeps the tenant.
    """
    from dotmac_manifests.delivery import leaving

    with editing(root, output, dry_run) as (fleet, plan, draft):
        leaving.offboard(
            draft,
            fleet,
            plan,
            slug,
            stage=stage,
            approved_by=approved_by,
            reason=reason,
            confirm=confirm,
        )
