"""Sets of IP addresses, and the blocks of them that policies name.

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
#IPBlock; ValidateIPBlock in kubernetes/kubernetes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Any, NamedTuple

from dotmac_manifests.analysis.reachability.selectors import Refuse
from dotmac_manifests.kube.yaml_reader import FieldPath

Network = IPv4Network | IPv6Network
VERSIONS = (4, 6)
_LAST = {4: 2**32 - 1, 6: 2**128 - 1}


class AddressRange(NamedTuple):
    """Addresses ``first`` to ``last`` as numbers, both included, of IP ``version`` 4 or 6."""

    version: int
    first: int
    last: int

    def holds(self, other: AddressRange) -> bool:
        """Whether all addresses of another range are in this one."""
        same = self.version == other.version
        return same and self.first <= other.first and other.last <= self.last

    def without(self, other: AddressRange) -> list[AddressRange]:
        """What is left of it, in one piece or two, without the addresses of another range."""
        if self.version != other.version or other.last < self.first or self.last < other.first:
            return [self]
        parts = (
            AddressRange(self.version, self.first, other.first - 1),
            AddressRange(self.version, other.last + 1, self.last),
        )
        return [part for part in parts if part.first <= part.last]

    def __str__(self) -> str:
        address = IPv4Address if self.version == VERSIONS[0] else IPv6Address
        return f"{address(self.first)}-{address(self.last)}"


EVERYWHERE = tuple(AddressRange(version, 0, _LAST[version]) for version in VERSIONS)
"""All addresses there are."""


@dataclass(frozen=True)
class IpBlock:
    """The addresses of a CIDR without those of several others; host bits count for nothing."""

    cidr: Network
    excepts: tuple[Network, ...] = ()

    def ranges(self) -> tuple[AddressRange, ...]:
        """Sorted ranges of the addresses that are left."""
        return self._ranges

    @cached_property
    def _ranges(self) -> tuple[AddressRange, ...]:
        found = [range_of(self.cidr)]
        for network in self.excepts:
            found = [part for one in found for part in one.without(range_of(network))]
        return tuple(found)

    def __str__(self) -> str:
        excepts = f" except {', '.join(map(str, self.excepts))}" if self.excepts else ""
        return f"{self.cidr}{excepts}"


def range_of(network: Network) -> AddressRange:
    """All addresses of a network."""
    first, last = int(network.network_address), int(network.broadcast_address)
    return AddressRange(network.version, first, last)


def overlap(some: Iterable[AddressRange], others: Iterable[AddressRange]) -> bool:
    """Whether the two sets have an address in common."""
    others = tuple(others)
    return any(
        one.version == other.version and one.first <= other.last and other.first <= one.last
        for one in some
        for other in others
    )


def parse_network(text: Any) -> Network:
    """A CIDR, its host bits dropped; raises ValueError saying what is wrong."""
    if not isinstance(text, str) or "/" not in text or "%" in text:
        raise ValueError(f"{text!r} is not a CIDR such as 10.0.0.0/8")
    length = text.rpartition("/")[2]
    if not length.isascii() or not length.isdecimal():
        raise ValueError(f"{text!r} is not a CIDR: {length!r} is no prefix length")
    try:
        network = ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a CIDR: {error}") from None
    if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped:
        raise ValueError(f"{text!r} is an IPv4 address in IPv6, which plugins read differently")
    return network


def parse_block(value: Any, path: FieldPath, refuse: Refuse) -> IpBlock | None:
    """The ipBlock at ``path``; what is wrong goes to ``refuse``."""
    if not isinstance(value, Mapping):
        refuse(path, "must be a mapping with cidr", "write `cidr: 10.0.0.0/8` below it")
        return None
    for name in value.keys() - {"cidr", "except"}:
        refuse((*path, name), "is not a field of an ipBlock", "use cidr and except")
    cidr = _network(value.get("cidr"), (*path, "cidr"), refuse)
    texts = value.get("except") or ()
    if not isinstance(texts, list | tuple):
        refuse((*path, "except"), "must be a list", "begin each item with '- '")
        texts = ()
    excepts = []
    for index, text in enumerate(texts):
        network = _network(text, (*path, "except", index), refuse)
        if cidr is None or network is None:
            continue
        if not _strictly_inside(network, cidr):
            remedy = f"name a smaller network inside {cidr}"
            refuse((*path, "except", index), f"{text} is not strictly inside {cidr}", remedy)
        excepts.append(network)
    return None if cidr is None else IpBlock(cidr, tuple(excepts))


def _network(text: Any, path: FieldPath, refuse: Refuse) -> Network | None:
    try:
        return parse_network(text)
    except ValueError as error:
        refuse(path, str(error), "write the network address and the length of its prefix")
        return None


def _strictly_inside(network: Network, other: Network) -> bool:
    longer = network.prefixlen > other.prefixlen
    return longer and range_of(other).holds(range_of(network))
