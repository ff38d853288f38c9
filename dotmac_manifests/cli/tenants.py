"""`dotmac tenant`: what the fleet says of its tenants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from dotmac_manifests.cli import tenant_verbs
from dotmac_manifests.cli.console import Output, out, user_errors, write
from dotmac_manifests.cli.inputs import Root, read
from dotmac_manifests.cli.tenant_verbs import Format

if TYPE_CHECKING:
    from dotmac_manifests.plan.model import TenantPlan

app = typer.Typer(help="Tenants of the fleet.", no_args_is_help=True)
app.command("new")(tenant_verbs.new)
app.command("set")(tenant_verbs.change)
app.command("scale")(tenant_verbs.scale)
app.command("suspend")(tenant_verbs.suspend)
app.command("resume")(tenant_verbs.resume)
app.command("freeze")(tenant_verbs.freeze)
app.command("move")(tenant_verbs.move)
app.command("offboard")(tenant_verbs.offboard)


@app.command("list")
def list_tenants(output: Format = Output.text, root: Root = Path()) -> None:
    """Every tenant: plan, region, ring, release, host, state."""
    with user_errors(output):
        _, plan = read(root)
        columns = ("tenant", "plan", "region", "ring", "release", "host", "state")
        rows = [
            (
                slug,
                found.spec.plan,
                found.region.name,
                found.ring,
                found.release,
                found.host,
                _state(found, plan.moving.get(slug)),
            )
            for slug, found in plan.tenants.items()
        ]
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document([dict(zip(columns, row, strict=True)) for row in rows]))
            return
        from dotmac_manifests.report import text

        text.table(out(), columns, rows)


@app.command("show")
def show(
    slug: tenant_verbs.SlugArgument, output: Format = Output.text, root: Root = Path()
) -> None:
    """What was decided about a tenant, and by which line."""
    from dotmac_manifests.delivery.tenants import existing
    from dotmac_manifests.plan.provenance import provenance

    with user_errors(output):
        fleet, plan = read(root)
        existing(fleet, slug)
        found, origins = plan.tenants[slug], provenance(fleet, plan, slug)
        if output is Output.json:
            from dataclasses import asdict

            from dotmac_manifests.report import json

            write(json.document({**_decided(found), "origins": [asdict(one) for one in origins]}))
            return
        from dotmac_manifests.report import text

        console = out()
        rows = [(one.name, one.value, one.decided_by, one.place) for one in origins]
        text.table(console, ("what", "value", "decided by", "where"), rows)
        console.print()
        text.table(console, ("quota", "hard"), sorted(found.quota.hard.items()))
        console.print()
        text.table(console, ("flow", "why"), [(flow.name, flow.why) for flow in found.flows])


def _state(home: TenantPlan, other: TenantPlan | None) -> str:
    """Lifecycle in a word or two, with the other region of a move."""
    lifecycle = home.spec.lifecycle
    words: list[str] = [lifecycle.state]
    if lifecycle.stage:
        words.append(f"({lifecycle.stage})")
    if lifecycle.until:
        words.append(f"until {lifecycle.until}")
    if other is not None and lifecycle.move is not None:
        words.append(f"moving {'to' if lifecycle.move.to else 'from'} {other.region.name}")
    return " ".join(words)


def _decided(plan: TenantPlan) -> dict[str, Any]:
    return {
        "tenant": plan.slug,
        "id": plan.spec.id,
        "name": plan.spec.display_name,
        "plan": plan.spec.plan,
        "region": plan.region.name,
        "namespace": plan.namespace,
        "vpnNamespace": plan.vpn_namespace,
        "hosts": list(plan.hosts),
        "ring": plan.ring,
        "release": plan.release,
        "state": plan.spec.lifecycle.state,
        "mode": plan.mode,
        "features": sorted(plan.features),
        "database": {"name": plan.database.name, "mode": plan.database.mode},
        "bucket": plan.bucket,
        "backupDays": plan.retention_days,
        "sizes": {name: size.resources for name, size in plan.sizes.items()},
        "quota": dict(plan.quota.hard),
        "flows": {flow.name: flow.why for flow in plan.flows},
    }
