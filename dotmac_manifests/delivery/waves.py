"""A release's way through the fleet: ring by ring, who is in it, and who stands aside and why."""

from __future__ import annotations

from dataclasses import dataclass

from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import FleetPlan, TenantPlan
from dotmac_manifests.spec.releases import Release


@dataclass(frozen=True)
class Application:
    """An Argo CD application that has to be healthy before the next ring is touched."""

    region: str
    name: str
    path: str
    """Folder in Git that it syncs, by which it is told from its namesakes in other regions."""
    digests: tuple[str, ...]
    """Images of the release that it has to run."""


@dataclass(frozen=True)
class Wave:
    """One ring on the way of a release."""

    ring: str
    release: str
    """What the ring runs now."""
    bake: str
    control_planes: tuple[str, ...]
    """Regions whose control plane takes the release with this ring."""
    tenants: tuple[str, ...]
    held: tuple[tuple[str, str], ...]
    """Tenants of the ring that do not take it: slug and reason."""


def waves(plan: FleetPlan) -> tuple[Wave, ...]:
    """All rings in roll-out order; every tenant and every control plane is in exactly one."""
    found = []
    for ring in plan.platform.rings:
        members = [tenant for tenant in plan.tenants.values() if tenant.ring == ring.name]
        reasons = {tenant.slug: held(tenant) for tenant in members}
        found.append(
            Wave(
                ring=ring.name,
                release=ring.release,
                bake=ring.bake,
                control_planes=tuple(
                    name
                    for name, control_plane in plan.control_planes.items()
                    if control_plane.ring == ring.name
                ),
                tenants=tuple(slug for slug, reason in reasons.items() if reason is None),
                held=tuple((slug, reason) for slug, reason in reasons.items() if reason),
            )
        )
    return tuple(found)


def held(tenant: TenantPlan) -> str | None:
    """Why a tenant does not take its ring's release, or None."""
    lifecycle, choice = tenant.spec.lifecycle, tenant.spec.release
    if lifecycle.state == "frozen":
        return f"frozen until {lifecycle.until} at {lifecycle.release}"
    if choice.pin is not None:
        return f"pinned to {choice.pin}"
    if tenant.mode != "running":
        return f"{lifecycle.state}: nothing runs"
    return None


def applications(plan: FleetPlan, wave: Wave, release: str) -> tuple[Application, ...]:
    """What has to be synced and healthy once the ring runs ``release``."""
    images = plan.platform.releases[release]
    found = [
        Application(
            region=region,
            name="platform-admin",
            path=f"{plan.platform.git.path}/{region}/platform-admin",
            digests=_digests(images, "platform-admin-app", "platform-backend"),
        )
        for region in wave.control_planes
    ]
    for slug in wave.tenants:
        region = plan.tenants[slug].region.name
        found.append(
            Application(
                region=region,
                name=names.tenant_project(slug),
                path=f"{plan.platform.git.path}/{region}/tenants/{slug}",
                digests=_digests(images, "isp-ops-app", "isp-backend"),
            )
        )
    return tuple(found)


def image_changes(plan: FleetPlan, wave: Wave, release: str) -> tuple[str, ...]:
    """Images that differ between what the ring runs and ``release``: `name: old -> new`."""
    old, new = plan.platform.releases[wave.release], plan.platform.releases[release]
    return tuple(
        f"{name}: {old.images[name].tag} -> {image.tag}"
        for name, image in sorted(new.images.items())
        if old.images[name].digest != image.digest
    )


def _digests(release: Release, *images: str) -> tuple[str, ...]:
    return tuple(image.digest for name, image in release.images.items() if name in images)
