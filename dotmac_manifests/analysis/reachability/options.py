"""What the manifests cannot say: how the network plugin reads address blocks, where pods live."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_network

from dotmac_manifests.analysis.reachability.addresses import (
    AddressRange,
    IpBlock,
    Network,
    overlap,
    range_of,
)

PRIVATE_RANGES: tuple[Network, ...] = tuple(
    ip_network(cidr)
    for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""Where pods and nodes are taken to have their addresses when nobody says otherwise.

Source: RFC 1918, RFC 6598, RFC 4193.
"""


@dataclass(frozen=True)
class Options:
    """How to read ipBlocks.

    Kubernetes leaves open whether an ipBlock matches addresses of pods. With
    ``ipblock_selects_pods`` it does: a block matches a pod whose address is known exactly, and
    any other pod as soon as a part of the block that is not excepted lies in ``cluster_ranges``,
    since the pod may have an address there. Without, blocks match pods on the host's network
    alone, by the same rule. ``cluster_ranges`` are those of pods and nodes.
    """

    ipblock_selects_pods: bool = True
    cluster_ranges: tuple[Network, ...] = PRIVATE_RANGES

    @cached_property
    def _ranges(self) -> tuple[AddressRange, ...]:
        return tuple(range_of(network) for network in self.cluster_ranges)

    def touches_cluster(self, block: IpBlock) -> bool:
        """Whether a pod or a node may have an address that the block matches."""
        return overlap(block.ranges(), self._ranges)
