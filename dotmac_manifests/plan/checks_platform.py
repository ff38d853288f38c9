"""What `platform.yaml` says about itself and does not hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dotmac_manifests.errors import Problem
from dotmac_manifests.plan.operators import IMAGE_ROLES, operators_of
from dotmac_manifests.plan.rings import ring_problems
from dotmac_manifests.plan.sizes import BORROWED, borrows, decide
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.sizes import PLATFORM_WORKLOADS, SHARED_WORKLOADS, TENANT_WORKLOADS

IMAGES = (
    "postgres-cnpg",
    "postgres",
    "valkey",
    "openbao",
    "netbox",
    "genieacs",
    "mongodb",
    "freeradius",
    "wireguard",
    "prometheus",
    "grafana",
    "fluent-bit",
    "object-storage",
    "loki",
    "loki-gateway",
    "jaeger",
    "backup-tools",
)
"""Images of other projects that the components ask for by name."""


def platform_problems(fleet: Fleet) -> Iterator[Problem]:
    """What `platform.yaml` says about itself and does not hold."""
    spec, source = fleet.platform.spec, fleet.platform_source
    yield from ring_problems(fleet)
    for name, release in spec.releases.items():
        for image in ("isp-ops-app", "isp-backend", "platform-admin-app", "platform-backend"):
            if image not in release.images:
                yield source.problem(
                    ("spec", "releases", name, "images"), f"lacks {image}", "add its digest"
                )
    yield from _complete(source, ("spec", "images"), IMAGES, spec.images)
    yield from _complete(
        source, ("spec", "plans"), ("starter", "professional", "enterprise"), spec.plans
    )
    for plan_name, plan in spec.plans.items():
        workloads = ("spec", "plans", plan_name, "workloads")
        yield from _complete(source, workloads, TENANT_WORKLOADS, plan.workloads)
    path = ("spec", "controlPlane", "workloads")
    yield from _complete(source, path, PLATFORM_WORKLOADS, spec.control_plane.workloads)
    path = ("spec", "sharedServices", "workloads")
    yield from _complete(source, path, SHARED_WORKLOADS, spec.shared_services.workloads)
    yield from _databases(fleet)
    yield from _operators(fleet)


def _databases(fleet: Fleet) -> Iterator[Problem]:
    """Databases of the control plane; a tenant's are judged with what the tenant changes."""
    spec, source = fleet.platform.spec, fleet.platform_source
    for name, size in spec.control_plane.workloads.items():
        if borrows(name, decide(size, None, spec.ephemeral_storage)):
            path = ("spec", "controlPlane", "workloads", name, "limits", "memory")
            yield source.problem(path, f"{size.limits.memory} is not its request", BORROWED)


def _operators(fleet: Fleet) -> Iterator[Problem]:
    """Every operator that some region needs, with an image for each of its roles."""
    spec, source = fleet.platform.spec, fleet.platform_source
    needed = {name for region in fleet.regions.values() for name in operators_of(region.spec)}
    yield from _complete(source, ("spec", "operators"), tuple(sorted(needed)), spec.operators)
    for name, operator in spec.operators.items():
        path = ("spec", "operators", name, "images")
        yield from _complete(source, path, IMAGE_ROLES[name], operator.images)
        for role, image in operator.images.items():
            if image not in spec.images:
                yield source.unknown((*path, role), image, spec.images)


def _complete(
    source: Source,
    path: tuple[str | int, ...],
    wanted: Collection[str],
    found: Collection[str],
) -> Iterator[Problem]:
    for name in wanted:
        if name not in found:
            yield source.problem(path, f"lacks {name}", f"add {name}:")
