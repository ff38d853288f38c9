"""The deletion guard: what stands in `dist/` goes only with a record that somebody reviewed.

A tenant's or region's file that just disappears, a namespace, a volume claim, or more than a few
objects at once: Argo CD would prune what Git no longer holds, so the render refuses first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from dotmac_manifests.emit.identities import Identity, identities
from dotmac_manifests.emit.owners import identity_hash
from dotmac_manifests.errors import Problem
from dotmac_manifests.plan.model import FleetPlan

KEPT = frozenset({("", "Namespace"), ("", "PersistentVolumeClaim")})
"""What never goes unnoticed, because data goes with it."""
STATEFUL = frozenset({("apps", "StatefulSet"), ("postgresql.cnpg.io", "Cluster")})
"""What makes claims that stand in no file of their own."""


@dataclass(frozen=True, order=True)
class Gone:
    """An object that stands in a file of `dist/` and would stand in none any more."""

    region: str
    file: str
    identity: Identity

    @property
    def tenant(self) -> str | None:
        """Slug of the tenant that the file is about."""
        match self.file.split("/"):
            case [_, "tenants", slug, _]:
                return slug
            case [_, "argocd", "tenants", name]:
                return name.removesuffix(".yaml")
        return None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """As a removal names it."""
        return (self.region, self.identity.kind, self.identity.namespace, self.identity.name)


def gone(before: Mapping[str, bytes], after: Set[bytes]) -> tuple[Gone, ...]:
    """Objects of ``before`` (file to old content) that no file of their region has ``after``,
    which is given as hashes; see `owners.identity_hash`."""
    return tuple(
        sorted(
            Gone(region, file, identity)
            for file, data in before.items()
            for region in [file.split("/", 1)[0]]
            for identity in identities(data)
            if identity_hash(region, identity) not in after
        )
    )


def guard(found: Iterable[Gone], plan: FleetPlan) -> Iterator[Problem]:
    """One problem for each tenant, region, namespace or claim that goes without a record, and one
    for more objects than the platform lets go at once."""
    open_ones = [one for one in found if not _approved(one, plan)]
    lost_regions = {one.region for one in open_ones} - plan.regions.keys()
    for region in sorted(lost_regions):
        yield Problem(
            f"regions/{region}.yaml", 0, 0, "",
            f"is gone, but dist/{region} stands",
            f"restore the file, or let the region go: dotmac region retire {region}",
        )  # fmt: skip
    open_ones = [one for one in open_ones if one.region not in lost_regions]
    lost = {(one.region, one.tenant) for one in open_ones if one.tenant and _left(one, plan)}
    for region, slug in sorted((region, slug or "") for region, slug in lost):
        where = "is gone" if slug not in plan.tenants else f"no longer has anything in {region}"
        yield Problem(
            f"tenants/{slug}.yaml", 0, 0, "",
            f"{where}, but dist/{region}/tenants/{slug} stands",
            f"restore it; a tenant leaves by dotmac tenant offboard {slug}, and changes its "
            f"region by dotmac tenant move {slug}",
        )  # fmt: skip
    open_ones = [one for one in open_ones if (one.region, one.tenant) not in lost]
    kept = KEPT | STATEFUL
    for one in open_ones:
        if (one.identity.group, one.identity.kind) in kept:
            yield Problem(
                f"dist/{one.file}", 0, 0, str(one.identity), "would disappear, and data with it",
                "undo the change, or approve it: dotmac removal approve NAME",
            )  # fmt: skip
    rest = [one for one in open_ones if (one.identity.group, one.identity.kind) not in kept]
    if len(rest) > plan.approvals.max_objects:
        examples = ", ".join(str(one.identity) for one in rest[:3])
        yield Problem(
            "dist", 0, 0, "",
            f"{len(rest)} objects would disappear at once ({examples}, …); without approval at "
            f"most {plan.approvals.max_objects} may",
            "undo the change, or approve it: dotmac removal approve NAME",
        )  # fmt: skip


def _left(one: Gone, plan: FleetPlan) -> bool:
    return all(tenant.slug != one.tenant for tenant in plan.tenants_of(one.region))


def _approved(one: Gone, plan: FleetPlan) -> bool:
    records = plan.approvals
    if one.region in records.regions or one.key in records.objects:
        return True
    home = (one.region, one.tenant)
    if home in records.resting:
        return (one.identity.group, one.identity.kind) not in KEPT | STATEFUL
    if home in records.tenants:
        return True
    return home in records.shrinking and one.identity.kind != "Namespace"
