"""Names that belong to one tenant alone, whoever asks: checks, tombstones, or a partial run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dotmac_manifests.plan import names
from dotmac_manifests.spec.tenant import TenantSpec


class Claim(NamedTuple):
    """``value`` among all names of its ``kind``, claimed by a field of the tenant's file."""

    kind: str
    value: str
    path: tuple[str | int, ...]


def claims(slug: str, spec: TenantSpec, domain: str) -> Iterator[Claim]:
    """What a tenant claims; ``domain`` is that of all tenants' hosts."""
    yield Claim("id", spec.id, ("spec", "id"))
    host = names.tenant_host(spec.subdomain or slug, domain)
    yield Claim("host", host, ("spec", "subdomain"))
    for index, own in enumerate(spec.custom_domains):
        yield Claim("host", own, ("spec", "customDomains", index))
    yield Claim("database", names.tenant_database(slug), ("metadata", "name"))
    for namespace in (names.tenant_namespace(slug), names.vpn_namespace(slug)):
        yield Claim("namespace", namespace, ("metadata", "name"))
