"""A tenant comes, and changes: `tenant new`, `set`, `scale`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dotmac_manifests.delivery.draft import Draft, Edit, NotYet, Refused
from dotmac_manifests.delivery.fields import FieldPath, parse_assignment, parse_path
from dotmac_manifests.delivery.safeguards import refuse_lifecycle, refuse_unsafe
from dotmac_manifests.edit.text import Delete, Set
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.spec.base import API_VERSION
from dotmac_manifests.spec.fleet import Fleet
from dotmac_manifests.spec.sizes import TENANT_WORKLOADS, Amount, ReplicaBounds, TenantWorkload
from dotmac_manifests.spec.tenant import Tenant


@dataclass(frozen=True)
class Newcomer:
    """What has to be known of a tenant before it can be placed."""

    slug: str
    name: str
    plan: str
    id: str | None = None
    seats: int = 10
    region: str | None = None
    location: str | None = None
    compliance: Sequence[str] = ()
    features: Sequence[str] = ()


def tenant_file(slug: str) -> str:
    """The file of a tenant, below the root."""
    return f"tenants/{slug}.yaml"


def new(draft: Draft, fleet: Fleet, wanted: Newcomer, assignments: Sequence[str]) -> None:
    """Write the file of a new tenant; the id is the slug unless given.

    Raises Refused when the slug is taken, unless by this very tenant: then nothing changes.
    """
    file = tenant_file(wanted.slug)
    document = _document(wanted)
    for text in assignments:
        _put(document, *parse_assignment(text, Tenant))
    if wanted.slug in fleet.tenants:
        if fleet.tenant_sources[wanted.slug].document.value == document:
            return
        raise Refused(f"{file} exists already and says something else; use `dotmac tenant set`")
    draft.create(file, document)
    refuse_lifecycle(draft.fleet(), wanted.slug)


def change(
    draft: Draft,
    fleet: Fleet,
    slug: str,
    assignments: Sequence[str],
    unset: Sequence[str],
    today: date,
) -> None:
    """Set and remove fields of a tenant, given as `path=value` and `path`.

    Raises Refused for what has a verb of its own, weakens residency or shrinks a disk.
    """
    changeable(fleet, slug, today)
    edits: list[Edit] = [Set(*parse_assignment(text, Tenant)) for text in assignments]
    edits += [Delete(parse_path(text), prune=True) for text in unset]
    if not edits:
        raise Refused("Say what to change: PATH=VALUE, or --unset PATH")
    if any(edit.path[:2] == ("metadata", "name") for edit in edits):
        raise Refused("a slug is for good; onboard a new tenant instead")
    draft.edit(tenant_file(slug), edits)
    refuse_unsafe(fleet, draft.fleet(), slug)


@dataclass(frozen=True)
class Scaling:
    """New sizes of one workload; None leaves as it is. Amounts are Kubernetes quantities."""

    workload: str
    replicas: int | None = None
    low: int | None = None
    high: int | None = None
    cpu: str | None = None
    memory: str | None = None
    cpu_limit: str | None = None
    memory_limit: str | None = None
    storage: str | None = None


def scale(draft: Draft, fleet: Fleet, slug: str, wanted: Scaling, today: date) -> None:
    """Give one workload of a tenant other replicas, resources or disk."""
    tenant = changeable(fleet, slug, today)
    if wanted.workload not in TENANT_WORKLOADS:
        known = ", ".join(TENANT_WORKLOADS)
        raise Refused(f"There is no workload {wanted.workload!r}; known: {known}")
    base: FieldPath = ("spec", "sizes", wanted.workload)
    now = fleet.platform.spec.plans[tenant.spec.plan].workloads[_workload(wanted.workload)]
    own = tenant.spec.sizes.get(_workload(wanted.workload))
    edits: list[Edit] = []
    replicas = _replicas(wanted, own.replicas if own and own.replicas else now.replicas)
    if replicas is not None:
        edits.append(Set((*base, "replicas"), replicas))
    requests = own.requests if own and own.requests else now.requests
    limits = own.limits if own and own.limits else now.limits
    for field, amount, cpu, memory in (
        ("requests", requests, wanted.cpu, wanted.memory),
        ("limits", limits, wanted.cpu_limit, wanted.memory_limit),
    ):
        if cpu or memory:
            edits.append(Set((*base, field), _amount(amount, cpu, memory)))
    if wanted.storage is not None:
        edits.append(_grown(tenant, now.storage, wanted.workload, wanted.storage))
    if not edits:
        raise Refused("Say what to change: --replicas, --min, --max, --cpu, --memory, …")
    draft.edit(tenant_file(slug), edits)


def existing(fleet: Fleet, slug: str) -> Tenant:
    """The tenant; raises Refused, with the slugs that there are."""
    if slug not in fleet.tenants:
        raise Refused(f"There is no tenant {slug!r}; known: {', '.join(fleet.tenants)}")
    return fleet.tenants[slug]


def changeable(fleet: Fleet, slug: str, today: date) -> Tenant:
    """The tenant, unless it is frozen on this day, or leaving."""
    tenant = existing(fleet, slug)
    lifecycle = tenant.spec.lifecycle
    if lifecycle.state == "frozen" and lifecycle.until and today.isoformat() <= lifecycle.until:
        raise NotYet(
            f"{slug} is frozen until {lifecycle.until} ({lifecycle.reason}); "
            f"`dotmac tenant resume {slug}` ends the freeze"
        )
    if lifecycle.state == "offboarding":
        raise Refused(
            f"{slug} is leaving (stage {lifecycle.stage}); `dotmac tenant resume {slug}` keeps it"
        )
    return tenant


def unbound(fleet: Fleet, slug: str) -> Tenant:
    """The tenant, unless its release is held: while it is frozen, whatever the day, or leaving."""
    tenant = existing(fleet, slug)
    lifecycle = tenant.spec.lifecycle
    if lifecycle.state == "frozen":
        raise NotYet(
            f"{slug} is frozen at {lifecycle.release} ({lifecycle.reason}); "
            f"`dotmac tenant resume {slug}` ends the freeze"
        )
    if lifecycle.state == "offboarding":
        raise Refused(f"{slug} is leaving (stage {lifecycle.stage}) and takes no release")
    return tenant


def quantity(text: str) -> Quantity:
    """A Kubernetes quantity; raises Refused."""
    try:
        return Quantity.parse(text)
    except ValueError as error:
        raise Refused(str(error)) from None


def _workload(name: str) -> TenantWorkload:
    return next(known for known in TENANT_WORKLOADS if known == name)


def _document(wanted: Newcomer) -> dict[str, Any]:
    placement: dict[str, Any] = {}
    if wanted.region:
        placement["region"] = wanted.region
    if wanted.location:
        placement["location"] = wanted.location
    if wanted.compliance:
        placement["compliance"] = list(wanted.compliance)
    spec: dict[str, Any] = {
        "id": wanted.id or wanted.slug,
        "displayName": wanted.name,
        "plan": wanted.plan,
        "seats": wanted.seats,
        **({"features": list(wanted.features)} if wanted.features else {}),
        "placement": placement,
    }
    return {
        "apiVersion": API_VERSION,
        "kind": "Tenant",
        "metadata": {"name": wanted.slug},
        "spec": spec,
    }


def _put(document: dict[str, Any], path: FieldPath, value: Any) -> None:
    node: Any = document
    for part in path[:-1]:
        if not isinstance(node, dict) or not isinstance(part, str):
            raise Refused(f"{'.'.join(map(str, path))} leads into a list; set the whole list")
        node = node.setdefault(part, {})
    if not isinstance(node, dict):
        raise Refused(f"{'.'.join(map(str, path))} leads into a value")
    node[path[-1]] = value


def _grown(tenant: Tenant, usual: str | None, workload: str, storage: str) -> Edit:
    """Claims never shrink: Kubernetes refuses it, and data would not fit.
    Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
    """
    postgres = workload == "postgres"
    own = tenant.spec.sizes.get(_workload(workload))
    written = tenant.spec.database.storage if postgres else own.storage if own else None
    now = written or usual
    if now is None:
        raise Refused(f"{workload} keeps no data")
    if quantity(storage) < quantity(now):
        raise Refused(f"{workload} has {now}; a volume claim cannot shrink to {storage}")
    path: FieldPath = ("database",) if postgres else ("sizes", workload)
    return Set(("spec", *path, "storage"), storage)


def _replicas(wanted: Scaling, now: int | ReplicaBounds) -> int | dict[str, int] | None:
    if wanted.replicas is not None:
        if wanted.low is not None or wanted.high is not None:
            raise Refused(
                "--replicas is a fixed number; --min and --max are an autoscaler's bounds"
            )
        return wanted.replicas
    if wanted.low is None and wanted.high is None:
        return None
    low, high = (now.min, now.max) if isinstance(now, ReplicaBounds) else (now, now)
    return {
        "min": low if wanted.low is None else wanted.low,
        "max": high if wanted.high is None else wanted.high,
    }


def _amount(now: Amount, cpu: str | None, memory: str | None) -> dict[str, str]:
    found = {"cpu": cpu or now.cpu, "memory": memory or now.memory}
    if now.ephemeral_storage is not None:
        found["ephemeralStorage"] = now.ephemeral_storage
    return found
