"""What roll-outs, tombstones and removals refer to, and the names that the gone keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.errors import Problem
from dotmac_manifests.plan.claims import claims
from dotmac_manifests.plan.model import TenantPlan
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.records import Tombstone


def record_problems(fleet: Fleet) -> Iterator[Problem]:
    """Contradictions between the records and what stands."""
    yield from _rollouts(fleet)
    for tombstone in fleet.tombstones.values():
        yield from _tombstone(tombstone, fleet)
    yield from _reserved(fleet)


def _rollouts(fleet: Fleet) -> Iterator[Problem]:
    platform = fleet.platform.spec
    under_way: dict[str, str] = {}
    for name, rollout in fleet.rollouts.items():
        source, spec = fleet.source_of(rollout), rollout.spec
        if spec.state not in ("running", "paused"):
            continue
        if spec.release not in platform.releases:
            yield source.unknown(("spec", "release"), spec.release, platform.releases)
        other = under_way.setdefault("", name)
        if other != name:
            message = f"is {spec.state}, but so is {other}; one release travels at a time"
            yield source.problem(("spec", "state"), message, "complete or abort one of them")
        rings = [ring.name for ring in platform.rings]
        for index, step in enumerate(spec.steps):
            at = ("spec", "steps", index)
            if step.ring not in rings:
                yield source.unknown((*at, "ring"), step.ring, rings)
            if step.from_ not in platform.releases:
                yield source.unknown((*at, "from"), step.from_, platform.releases)
        visited = [step.ring for step in spec.steps]
        for index, ring in enumerate(visited):
            if ring in visited[:index]:
                message = f"ring {ring} was reached before"
                yield source.problem(("spec", "steps", index, "ring"), message, "remove the step")


def _tombstone(tombstone: Tombstone, fleet: Fleet) -> Iterator[Problem]:
    source, spec = fleet.source_of(tombstone), tombstone.spec
    tenant = fleet.tenants.get(spec.tenant or "")
    if spec.tenant is None:
        if spec.region in fleet.regions:
            message = f"region {spec.region} still stands in regions/"
            yield source.problem(("spec", "region"), message, "remove one of the two files")
        return
    if spec.reserves is not None and tenant is not None:
        message = f"tenant {spec.tenant} has left for good, but tenants/{spec.tenant}.yaml stands"
        yield source.problem(("spec", "tenant"), message, "a new tenant needs a slug of its own")


def return_problems(fleet: Fleet, plans: Mapping[str, TenantPlan]) -> Iterator[Problem]:
    """Tombstones of places where the tenant has something again, and buckets of the gone."""
    buckets = {
        found.spec.reserves.bucket: name
        for name, found in fleet.tombstones.items()
        if found.spec.reserves
    }
    for slug, plan in plans.items():
        if plan.bucket in buckets:
            path = ("metadata", "name")
            yield _inherited(
                fleet.tenant_sources[slug], path, "bucket", plan.bucket, buckets[plan.bucket]
            )
    for tombstone in fleet.tombstones.values():
        spec = tombstone.spec
        back = plans.get(spec.tenant or "")
        if back is not None and back.region.name == spec.region:
            message = f"tenant {spec.tenant} has data in {spec.region} again"
            yield fleet.source_of(tombstone).problem(("spec", "region"), message, "remove the file")


def _reserved(fleet: Fleet) -> Iterator[Problem]:
    """Nobody inherits the names of a tenant that has left: old links and backups use them."""
    reserved: dict[tuple[str, str], str] = {}
    for name, tombstone in fleet.tombstones.items():
        found = tombstone.spec.reserves
        if found is None:
            continue
        own = [("id", found.id), ("database", found.database)]
        own += [("host", host) for host in found.hosts]
        reserved.update(dict.fromkeys(own, name))
    if not reserved:
        return
    domain = fleet.platform.spec.domains.tenants
    for slug, tenant in fleet.tenants.items():
        for kind, value, path in claims(slug, tenant.spec, domain):
            owner = reserved.get((kind, value))
            if owner is not None:
                yield _inherited(fleet.tenant_sources[slug], path, kind, value, owner)


def _inherited(
    source: Source, path: tuple[str | int, ...], kind: str, value: str, owner: str
) -> Problem:
    message = f"{kind} {value} belonged to a tenant that has left"
    return source.problem(path, message, f"choose another; see tombstones/{owner}.yaml")
