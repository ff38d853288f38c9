"""`dotmac rollout`: a release travels ring by ring, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dotmac_manifests.cli.apply import DryRun, Now, editing, gated, moment
from dotmac_manifests.cli.console import CLEAN, DIFFERENT, Output, out, user_errors, write
from dotmac_manifests.cli.inputs import Root, read, tenant_names
from dotmac_manifests.cli.tenant_verbs import Format, Reason

if TYPE_CHECKING:
    from dotmac_manifests.delivery.evidence import Evidence

app = typer.Typer(help="Roll-outs: a release on its way through the rings.", no_args_is_help=True)
Release = Annotated[str, typer.Argument(metavar="RELEASE", help="Name of the release.")]
EvidenceFiles = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE",
        help="What `argocd app list -o json` printed, one a region, or - for stdin; repeatable.",
    ),
]


@app.command("plan")
def plan_rollout(release: Release, output: Format = Output.text, root: Root = Path()) -> None:
    """The waves of a release: rings, tenants, images, who is held."""
    from dotmac_manifests.delivery.draft import Refused
    from dotmac_manifests.delivery.waves import image_changes, waves

    with user_errors(output):
        _, plan = read(root)
        if release not in plan.platform.releases:
            known = ", ".join(plan.platform.releases)
            raise Refused(f"There is no release {release!r}; known: {known}")
        found = [
            {
                "ring": wave.ring,
                "from": wave.release,
                "to": release,
                "controlPlanes": list(wave.control_planes),
                "tenants": list(wave.tenants),
                "held": dict(wave.held),
                "images": list(image_changes(plan, wave, release)),
                "bake": wave.bake,
            }
            for wave in waves(plan)
        ]
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document(found))
            return
        from dotmac_manifests.report.rollout import waves_page

        waves_page(out(), found)


@app.command("start")
def start(
    release: Release,
    now: Now = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Bring a release into the first ring that does not run it."""
    from dotmac_manifests.delivery import rollouts

    with editing(root, output, dry_run) as (fleet, _, draft):
        rollouts.start(draft, fleet, release, moment(now))


@app.command("promote")
def promote(
    evidence: EvidenceFiles = None,
    ring: Annotated[
        str | None, typer.Option(help="The ring to enter; nothing happens if it is reached.")
    ] = None,
    now: Now = None,
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Bring the release into the next ring, on evidence.

    The evidence has to show every application of the present ring synced, healthy and on the
    release's images, with its smoke test passed; the ring has to have baked, and the next one
    not to be frozen. Otherwise nothing changes, and the exit code is 1.
    """
    from dotmac_manifests.delivery import rollouts

    with editing(root, output, dry_run) as (fleet, plan, draft):
        found = _evidence(evidence)
        rollouts.promote(draft, fleet, plan, found, moment(now), ring)


@app.command("pause")
def pause(
    reason: Reason, dry_run: DryRun = False, output: Format = Output.text, root: Root = Path()
) -> None:
    """Hold the roll-out: nothing is promoted until it is resumed."""
    from dotmac_manifests.delivery import rollouts

    with editing(root, output, dry_run) as (fleet, _, draft):
        rollouts.pause(draft, fleet, reason)


@app.command("resume")
def resume(dry_run: DryRun = False, output: Format = Output.text, root: Root = Path()) -> None:
    """Let a paused roll-out go on."""
    from dotmac_manifests.delivery import rollouts

    with editing(root, output, dry_run) as (fleet, _, draft):
        rollouts.resume(draft, fleet)


@app.command("abort")
def abort(
    reason: Reason, dry_run: DryRun = False, output: Format = Output.text, root: Root = Path()
) -> None:
    """End the roll-out: every ring gets back what it ran before."""
    from dotmac_manifests.delivery import rollouts

    with editing(root, output, dry_run) as (fleet, _, draft):
        rollouts.abort(draft, fleet, reason)


@app.command("rollback")
def rollback(
    ring: Annotated[str | None, typer.Option(help="Ring to take back.")] = None,
    tenant: Annotated[
        str | None, typer.Option(help="Tenant to take back.", autocompletion=tenant_names)
    ] = None,
    reason: Reason = "Rolled back.",
    dry_run: DryRun = False,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Take one ring or tenant back to the last good release.

    That is what it ran before the last roll-out in rollouts/. A ring's roll-out is paused; a
    tenant is pinned, until `release unpin`.
    """
    from dotmac_manifests.delivery import rollback as verbs
    from dotmac_manifests.delivery.draft import Refused

    with editing(root, output, dry_run) as (fleet, plan, draft):
        if (ring is None) == (tenant is None):
            raise Refused("Say either --ring NAME or --tenant SLUG")
        if ring is not None:
            verbs.rollback_ring(draft, fleet, ring, reason)
        elif tenant is not None:
            verbs.rollback_tenant(draft, fleet, plan, tenant)


@app.command("status")
def status(
    evidence: EvidenceFiles = None,
    now: Now = None,
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Where each ring stands, and what holds it.

    With evidence also what keeps the gate of the present ring closed; then the exit code is 1.
    """
    from dotmac_manifests.delivery import status as state

    with gated(output):
        fleet, plan = read(root)
        found = state.status(fleet, plan, _evidence(evidence), moment(now))
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document(state.record(found)))
        else:
            from dotmac_manifests.report.rollout import status_page

            status_page(out(), state.record(found))
        raise typer.Exit(DIFFERENT if found.unhealthy else CLEAN)


def _evidence(files: list[str] | None) -> Evidence | None:
    from dotmac_manifests.delivery.evidence import read_evidence

    if not files:
        return None
    return read_evidence(
        [
            (name, sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
            for name in files
        ]
    )
