"""Zones of addresses: the Internet, the cluster, metadata services, and what hides either."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_network

from dotmac_manifests.analysis.reachability.addresses import (
    EVERYWHERE,
    AddressRange,
    IpBlock,
    overlap,
    parse_network,
    range_of,
)
from dotmac_manifests.analysis.site import Site

EMBEDDING = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))
"""Addresses of IPv6 that gateways turn into any of IPv4.

Source: RFC 6052, RFC 8215, RFC 3056.
"""
SPECIAL = tuple(
    map(
        ip_network,
        ("0.0.0.0/8", "127.0.0.0/8", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
"""Addresses that are nobody's on the Internet, with those of the node itself. Source: RFC 6890."""


@dataclass(frozen=True)
class Zones:
    """Ranges of a site."""

    cluster: tuple[AddressRange, ...]
    metadata: tuple[AddressRange, ...]
    closed: tuple[AddressRange, ...]
    internet: tuple[AddressRange, ...]


@lru_cache(maxsize=8)
def zones(site: tuple[tuple[str, ...], tuple[str, ...]]) -> Zones:
    """The zones of ranges of the cluster and of metadata services."""
    cluster, metadata = ([range_of(parse_network(text)) for text in texts] for texts in site)
    metadata += [range_of(network) for network in EMBEDDING]
    closed = [*cluster, *metadata, *(range_of(network) for network in SPECIAL)]
    rest = tuple(EVERYWHERE)
    for one in closed:
        rest = tuple(part for found in rest for part in found.without(one))
    return Zones(tuple(cluster), tuple(metadata), tuple(closed), rest)


def zones_of(site: Site) -> Zones:
    """The zones of a site; raises ValueError for ranges that are none."""
    return zones((site.cluster_cidrs, site.metadata_cidrs))


def inside(block: IpBlock, networks: Iterable[str]) -> bool:
    """Whether all addresses of a block belong to one of a few networks."""
    ranges = [range_of(parse_network(text)) for text in networks]
    return all(any(outer.holds(inner) for outer in ranges) for inner in block.ranges())


def whole(block: IpBlock, ranges: Iterable[AddressRange]) -> bool:
    """Whether a block has all of one of the ranges."""
    return any(own.holds(one) for own in block.ranges() for one in ranges)


def meets(block: IpBlock, ranges: tuple[AddressRange, ...]) -> bool:
    """Whether a block has an address in any of the ranges."""
    return overlap(block.ranges(), ranges)
