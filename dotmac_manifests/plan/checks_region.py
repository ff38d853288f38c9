"""What regions say about themselves and one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from dotmac_manifests.errors import Problem
from dotmac_manifests.spec.fleet import Fleet, Source
from dotmac_manifests.spec.region import RegionSpec

UNSEAL_KEYS: Mapping[str, re.Pattern[str]] = {
    "aws": re.compile(r"alias/[A-Za-z0-9/_-]+|arn:aws[a-z-]*:kms:\S+|[0-9a-f-]{36}"),
    "gcp": re.compile(r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+"),
}
"""Providers whose key service OpenBao uses, and how their keys are named."""


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
    first, *others = fleet.regions
    for name in others:
        provider = fleet.regions[first].spec.dns.provider
        if fleet.regions[name].spec.dns.provider != provider:
            yield fleet.region_sources[name].problem(
                ("spec", "dns", "provider"),
                f"region {first} writes the same zone at {provider}",
                "one zone has one provider",
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
        if spec.edge.cdn.provider == "cloudflare" and spec.dns.provider != "cloudflare":
            yield source.problem(
                ("spec", "edge", "cdn"),
                f"cloudflare proxies only names it serves itself; DNS is at {spec.dns.provider}",
                "set dns.provider to cloudflare, or choose another CDN",
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
