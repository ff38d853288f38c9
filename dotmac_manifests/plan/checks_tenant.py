"""What tenants refer to, and the names on which they collide."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

from dotmac_manifests.errors import Problem
from dotmac_manifests.plan import names
from dotmac_manifests.plan.claims import claims
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.tenant import Tenant

COA_TARGETS = 1024


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
        for kind, value, path in claims(slug, tenant.spec, spec.domains.tenants):
            owner = owners.setdefault((kind, value), slug)
            if owner != slug:
                message = f"{kind} {value} belongs to {owner} already"
                yield source.problem(path, message, "choose another")


def _references(tenant: Tenant, source: Source, fleet: Fleet) -> Iterator[Problem]:
    yield from _names(tenant, source, fleet)
    yield from _choices(tenant, source, fleet)
    yield from _coa(tenant, source)
    spec = tenant.spec
    if spec.flags.enable_custom_branding and spec.branding is None:
        path = ("spec", "flags", "enableCustomBranding")
        yield source.problem(path, "is on without branding", "add branding:")


def _names(tenant: Tenant, source: Source, fleet: Fleet) -> Iterator[Problem]:
    """Slugs that would break a name made of them, and domains that are not the tenant's."""
    spec, domains = tenant.spec, fleet.platform.spec.domains
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
        for domain in (domains.root, domains.tenants):
            if host == domain or host.endswith(f".{domain}"):
                yield source.problem(
                    ("spec", "customDomains", index),
                    f"{host} lies inside the platform's own domain {domain}",
                    "a custom domain is the tenant's own; use subdomain: for ours",
                )
                break


def _choices(tenant: Tenant, source: Source, fleet: Fleet) -> Iterator[Problem]:
    """Plan, features, seats, ring and pin against what the platform offers."""
    spec, platform = tenant.spec, fleet.platform.spec
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
    rings = [found.name for found in platform.rings]
    if spec.release.ring is not None and spec.release.ring not in rings:
        yield source.unknown(("spec", "release", "ring"), spec.release.ring, rings)
    if spec.release.pin is not None and spec.release.pin not in platform.releases:
        yield source.unknown(("spec", "release", "pin"), spec.release.pin, platform.releases)


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
