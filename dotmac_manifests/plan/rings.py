"""Which ring a tenant is in: exactly one, and the first is for rehearsals."""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.errors import Problem
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.platform import PlatformSpec
from dotmac_manifests.spec.region import RegionSpec
from dotmac_manifests.spec.releases import Ring, RingSelector
from dotmac_manifests.spec.tenant import Tenant


def ring_problems(fleet: Fleet) -> Iterator[Problem]:
    """What the platform says of its rings and does not hold."""
    spec, source = fleet.platform.spec, fleet.platform_source
    rings = [ring.name for ring in spec.rings]
    for index, ring in enumerate(spec.rings):
        at = ("spec", "rings", index)
        if ring.release not in spec.releases:
            yield source.unknown((*at, "release"), ring.release, spec.releases)
        for place, name in enumerate(ring.selector.regions if ring.selector else ()):
            if name not in fleet.regions:
                yield source.unknown((*at, "selector", "regions", place), name, fleet.regions)
    for name in sorted({name for name in rings if rings.count(name) > 1}):
        yield source.problem(("spec", "rings"), f"ring {name} appears twice", "remove one")
    if spec.default_ring not in rings:
        yield source.unknown(("spec", "defaultRing"), spec.default_ring, rings)
    for index, name in enumerate(spec.freeze.rings if spec.freeze else ()):
        if name not in rings:
            yield source.unknown(("spec", "freeze", "rings", index), name, rings)
    path = ("spec", "controlPlane", "rings")
    for environment, name in spec.control_plane.rings.items():
        if name not in rings:
            yield source.unknown((*path, environment), name, rings)
    for region in fleet.regions.values():
        environment = region.spec.environment
        if region.spec.primary and environment not in spec.control_plane.rings:
            yield source.problem(path, f"lacks {environment}", f"add {environment}:")
    yield from _control_plane_problems(fleet)


def _control_plane_problems(fleet: Fleet) -> Iterator[Problem]:
    """Staging's control plane takes a release with the first ring, production's later."""
    spec, source = fleet.platform.spec, fleet.platform_source
    environments = {region.spec.environment for region in fleet.regions.values()}
    if environments == {"production"}:
        return
    first = spec.rings[0].name
    for environment, name in spec.control_plane.rings.items():
        path = ("spec", "controlPlane", "rings", environment)
        if environment == "production" and name == first:
            message = f"ring {name} is the first, which is for staging"
            yield source.problem(path, message, "choose a later ring")
        if environment != "production" and name != first:
            message = f"ring {name} is not the first; what staging has not tried comes later"
            yield source.problem(path, message, f"write {first}")


def ring_named(platform: PlatformSpec, name: str) -> Ring:
    """The ring of that name, which has to exist."""
    return next(ring for ring in platform.rings if ring.name == name)


def ring_of(
    tenant: Tenant, source: Source, region: RegionSpec, region_name: str, platform: PlatformSpec
) -> tuple[str, tuple[Problem, ...]]:
    """The tenant's ring: the one it names, else the one that selects it, else the default."""
    named = tenant.spec.release.ring
    if named is not None:
        return named, ()
    found = [
        ring.name
        for ring in platform.rings
        if ring.selector and takes(ring.selector, tenant, region, region_name)
    ]
    if len(found) > 1:
        message = f"belongs to the rings {' and '.join(found)} at once"
        remedy = "narrow their selectors in platform.yaml, or write release.ring here"
        return found[0], (source.problem(("metadata", "labels"), message, remedy),)
    return (found[0] if found else platform.default_ring), ()


def rehearsal_problems(
    source: Source, ring: str, region: RegionSpec, platform: PlatformSpec, rehearses: bool
) -> Iterator[Problem]:
    """Staging comes first and alone: what fails there has touched nobody in production.

    ``rehearses`` says whether the fleet has a region that is not in production.
    """
    first = platform.rings[0].name
    path = ("spec", "release", "ring")
    if region.environment != "production" and ring != first:
        yield source.problem(
            path,
            f"ring {ring} is not the first, but the tenant lives in {region.environment}",
            f"write {first}, or leave the choice to the selectors in platform.yaml",
        )
    if region.environment == "production" and ring == first and rehearses:
        yield source.problem(
            path,
            f"ring {ring} is the first, which is for staging, but the tenant is in production",
            "choose a later ring",
        )


def takes(selector: RingSelector, tenant: Tenant, region: RegionSpec, name: str) -> bool:
    """Whether a tenant that lives in the region ``name`` fulfils every line of the selector."""
    labels = tenant.metadata.labels
    return (
        (not selector.plans or tenant.spec.plan in selector.plans)
        and (not selector.regions or name in selector.regions)
        and (not selector.environments or region.environment in selector.environments)
        and all(labels.get(key) == value for key, value in selector.match_labels.items())
    )
