"""Contradictions between files: references that lead nowhere, and names that collide."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from ipaddress import ip_network
from itertools import pairwise

from dotmac_manifests.errors import Problem
from dotmac_manifests.plan import names
from dotmac_manifests.plan.operators import IMAGE_ROLES, operators_of
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.region import RegionSpec
from dotmac_manifests.spec.sizes import PLATFORM_WORKLOADS, SHARED_WORKLOADS, TENANT_WORKLOADS
from dotmac_manifests.spec.tenant import Tenant

UNSEAL_KEYS: Mapping[str, re.Pattern[str]] = {
    "aws": re.compile(r"alias/[A-Za-z0-9/_-]+|arn:aws[a-z-]*:kms:\S+|[0-9a-f-]{36}"),
    "gcp": re.compile(r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+"),
}
"""Providers whose key service OpenBao uses, and how their keys are named."""

COA_TARGETS = 1024

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
    rings = [ring.name for ring in spec.rings]
    for index, ring in enumerate(spec.rings):
        if ring.release not in spec.releases:
            yield _unknown(source, ("spec", "rings", index, "release"), ring.release, spec.releases)
    for name in sorted({name for name in rings if rings.count(name) > 1}):
        yield source.problem(("spec", "rings"), f"ring {name} appears twice", "remove one")
    if spec.default_ring not in rings:
        yield _unknown(source, ("spec", "defaultRing"), spec.default_ring, rings)
    if spec.control_plane.release not in spec.releases:
        path = ("spec", "controlPlane", "release")
        yield _unknown(source, path, spec.control_plane.release, spec.releases)
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
    yield from _operators(fleet)


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
                yield _unknown(source, (*path, role), image, spec.images)


def region_problems(fleet: Fleet) -> Iterator[Problem]:
    """One primary region for each environment, and one default for each location."""
    for environment in sorted({region.spec.environment for region in fleet.regions.values()}):
        members = [
            name for name, found in fleet.regions.items() if found.spec.environment == environment
        ]
        primary = [name for name in members if fleet.regions[name].spec.primary]
        if not primary:
            yield fleet.region_sources[members[0]].problem(
                ("spec", "primary"),
                f"no region of environment {environment} is primary",
                "mark the one that runs its control plane: primary: true",
            )
        for earlier, later in pairwise(primary):
            yield fleet.region_sources[later].problem(
                ("spec", "primary"),
                f"{earlier} is already the primary region of environment {environment}",
                "only one region runs the control plane",
            )
    for name, region in fleet.regions.items():
        spec, source = region.spec, fleet.region_sources[name]
        if not spec.primary and (spec.secret_store.server is None or not spec.secret_store.cidrs):
            yield source.problem(
                ("spec", "secretStore"),
                "server and cidrs are needed where no control plane runs",
                "name the region's own OpenBao",
            )
        if spec.object_storage.mode == "external" and spec.object_storage.endpoint is None:
            yield source.problem(
                ("spec", "objectStorage"), "mode external needs an endpoint", "add endpoint:"
            )
        if spec.edge.waf.provider == "none" and not spec.edge.waf.reason:
            yield source.problem(
                ("spec", "edge", "waf"), "no firewall, and no reason", "add reason:"
            )
        if spec.edge.cdn.provider == "cloudfront" and spec.edge.cdn.target is None:
            yield source.problem(
                ("spec", "edge", "cdn"), "cloudfront needs a target", "add the distribution's host"
            )
        yield from _unseal(spec, source)
        if "GDPR" in spec.compliance and spec.location != "EU":
            yield source.problem(
                ("spec", "compliance"), "GDPR residency is offered in the EU only", "remove GDPR"
            )


def _unseal(spec: RegionSpec, source: Source) -> Iterator[Problem]:
    """The key that opens OpenBao has to be one of the region's provider."""
    unseal, expected = spec.secret_store.unseal, UNSEAL_KEYS.get(spec.provider)
    if unseal is None:
        return
    path = ("spec", "secretStore", "unseal")
    if expected is None:
        yield source.problem(
            path,
            f"OpenBao is not set up for a key service of provider {spec.provider}",
            "remove it and unseal by hand",
        )
    elif not expected.fullmatch(unseal.key):
        yield source.problem(
            (*path, "key"),
            f"is no key of provider {spec.provider}",
            f"write it in the form {expected.pattern}",
        )


def tenant_problems(fleet: Fleet) -> Iterator[Problem]:
    """References and collisions of all tenants."""
    spec = fleet.platform.spec
    owners: dict[tuple[str, str], str] = {
        ("host", host): "the platform"
        for host in (
            spec.domains.root,
            spec.domains.admin,
            spec.domains.admin_staging,
            spec.domains.api,
            spec.domains.tenants,
        )
    }
    for slug, tenant in fleet.tenants.items():
        source = fleet.tenant_sources[slug]
        yield from _references(tenant, source, fleet)
        for kind, value, path in _claims(slug, tenant, spec.domains.tenants):
            owner = owners.setdefault((kind, value), slug)
            if owner != slug:
                message = f"{kind} {value} belongs to {owner} already"
                yield source.problem(path, message, "choose another")


def _references(tenant: Tenant, source: Source, fleet: Fleet) -> Iterator[Problem]:
    spec, platform = tenant.spec, fleet.platform.spec
    for path, slug in (
        (("metadata", "name"), tenant.metadata.name),
        (("spec", "subdomain"), spec.subdomain or tenant.metadata.name),
    ):
        if slug in names.RESERVED_SLUGS or slug.startswith(names.RESERVED_PREFIX):
            yield source.problem(path, f"{slug!r} is reserved", "choose another")
        if "--" in slug or slug.endswith(names.VPN_SUFFIX):
            wrong = "--" if "--" in slug else names.VPN_SUFFIX
            yield source.problem(path, f"{slug!r} may not have {wrong!r}", "choose another")
    for index, host in enumerate(spec.custom_domains):
        for domain in (platform.domains.root, platform.domains.tenants):
            if host == domain or host.endswith(f".{domain}"):
                yield source.problem(
                    ("spec", "customDomains", index),
                    f"{host} lies inside the platform's own domain {domain}",
                    "a custom domain is the tenant's own; use subdomain: for ours",
                )
                break
    plan = platform.plans.get(spec.plan)
    for index, feature in enumerate(spec.features):
        if plan is not None and feature not in plan.features:
            yield source.problem(
                ("spec", "features", index),
                f"{feature} is not in plan {spec.plan}",
                f"choose a larger plan, or one of {', '.join(plan.features)}",
            )
    if plan is not None and spec.seats > plan.max_seats:
        message = f"{spec.seats} seats are more than the {plan.max_seats} of plan {spec.plan}"
        yield source.problem(("spec", "seats"), message, "choose a larger plan")
    ring, pin = spec.release.ring, spec.release.pin
    if ring is not None and ring not in {found.name for found in platform.rings}:
        rings = [found.name for found in platform.rings]
        yield _unknown(source, ("spec", "release", "ring"), ring, rings)
    if pin is not None and pin not in platform.releases:
        yield _unknown(source, ("spec", "release", "pin"), pin, platform.releases)
    if spec.flags.enable_custom_branding and spec.branding is None:
        yield source.problem(
            ("spec", "flags", "enableCustomBranding"), "is on without branding", "add branding:"
        )
    yield from _coa(tenant, source)
    state = spec.lifecycle.state
    if state != "active" and spec.lifecycle.reason is None:
        yield source.problem(("spec", "lifecycle"), f"{state} without a reason", "add reason:")
    if state == "frozen" and spec.lifecycle.until is None:
        yield source.problem(("spec", "lifecycle"), "frozen without an end", "add until:")


def _coa(tenant: Tenant, source: Source) -> Iterator[Problem]:
    network = tenant.spec.network
    if not network.coa:
        return
    if not network.nas_cidrs:
        yield source.problem(
            ("spec", "network", "coa"), "needs nasCIDRs to send to", "add nasCIDRs:"
        )
    reachable = sum(ip_network(cidr).num_addresses for cidr in network.nas_cidrs)
    if reachable > COA_TARGETS:
        yield source.problem(
            ("spec", "network", "nasCIDRs"),
            f"CoA to {reachable} addresses; FreeRADIUS has to know each of its targets",
            f"name the NAS by narrower ranges, {COA_TARGETS} addresses together at most",
        )


def _claims(
    slug: str, tenant: Tenant, domain: str
) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Everything that must belong to one tenant only: kind, value, field that claims it."""
    spec = tenant.spec
    yield "id", spec.id, ("spec", "id")
    yield "host", names.tenant_host(spec.subdomain or slug, domain), ("spec", "subdomain")
    for index, host in enumerate(spec.custom_domains):
        yield "host", host, ("spec", "customDomains", index)
    yield "database", names.tenant_database(slug), ("metadata", "name")
    for namespace in (names.tenant_namespace(slug), names.vpn_namespace(slug)):
        yield "namespace", namespace, ("metadata", "name")


def _complete(
    source: Source,
    path: tuple[str | int, ...],
    wanted: Collection[str],
    found: Collection[str],
) -> Iterator[Problem]:
    for name in wanted:
        if name not in found:
            yield source.problem(path, f"lacks {name}", f"add {name}:")


def _unknown(
    source: Source, path: tuple[str | int, ...], name: str, known: Collection[str]
) -> Problem:
    return source.problem(path, f"{name!r} does not exist", f"write one of {', '.join(known)}")
