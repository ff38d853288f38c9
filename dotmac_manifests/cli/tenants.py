"""`dotmac tenant`: what the fleet says of its tenants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dotmac_manifests.cli import tenant_verbs
from dotmac_manifests.cli.console import Output, out, user_errors, write
from dotmac_manifests.cli.inputs import Root, read, tenant_names
from dotmac_manifests.errors import DotmacError

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
Format = Annotated[Output, typer.Option("-o", "--output", help="How to report.")]


@app.command("list")
def list_tenants(output: Format = Output.text, root: Root = Path()) -> None:
    """Every tenant: plan, region, release, host, state."""
    with user_errors(output):
        _, plan = read(root)
        columns = ("tenant", "plan", "region", "release", "host", "state")
        rows = [
            (
                slug,
                found.spec.plan,
                found.region.name,
                found.release,
                found.host,
                found.spec.lifecycle.state,
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
    slug: Annotated[str, typer.Argument(help="Slug of the tenant.", autocompletion=tenant_names)],
    output: Format = Output.text,
    root: Root = Path(),
) -> None:
    """Everything that was decided about one tenant."""
    with user_errors(output):
        _, plan = read(root)
        if slug not in plan.tenants:
            raise DotmacError(f"There is no tenant {slug!r}; known: {', '.join(plan.tenants)}")
        found = plan.tenants[slug]
        decided = _decided(found)
        if output is Output.json:
            from dotmac_manifests.report import json

            write(json.document(decided))
            return
        from dotmac_manifests.report import text

        console = out()
        facts = [(key, str(value)) for key, value in decided.items() if isinstance(value, str)]
        text.table(console, ("what", "value"), facts)
        console.print()
        text.table(
            console, ("workload", "replicas", "requests", "limits", "storage"), _sizes(found)
        )
        console.print()
        text.table(console, ("quota", "hard"), sorted(found.quota.hard.items()))
        console.print()
        text.table(console, ("flow", "why"), [(flow.name, flow.why) for flow in found.flows])


def _decided(plan: TenantPlan) -> dict[str, Any]:
    return {
        "tenant": plan.slug,
        "id": plan.spec.id,
        "name": plan.spec.display_name,
        "plan": plan.spec.plan,
        "region": plan.region.name,
        "namespace": plan.namespace,
        "vpn namespace": plan.vpn_namespace or "none",
        "hosts": ", ".join(plan.hosts),
        "release": plan.release,
        "state": plan.spec.lifecycle.state,
        "features": ", ".join(sorted(plan.features)) or "none",
        "database": f"{plan.database.name} ({plan.database.mode})",
        "bucket": plan.bucket,
        "backups kept": f"{plan.retention_days} days",
        "sizes": {name: size.resources for name, size in plan.sizes.items()},
        "quota": dict(plan.quota.hard),
        "flows": {flow.name: flow.why for flow in plan.flows},
    }


def _sizes(plan: TenantPlan) -> list[tuple[str, str, str, str, str]]:
    rows = []
    for name, size in plan.sizes.items():
        replicas = f"{size.replicas}-{size.max_replicas}" if size.autoscaled else str(size.replicas)
        requests, limits = (
            f"{part['cpu']} / {part['memory']}" for part in (size.requests, size.limits)
        )
        rows.append((name, replicas, requests, limits, size.storage or ""))
    return rows
