"""Finds what people mean by a source, a destination or a port on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from ipaddress import ip_network

from dotmac_manifests.analysis.cluster import Cluster, PodClass, Workload
from dotmac_manifests.analysis.reachability.addresses import (
    AddressRange,
    overlap,
    range_of,
)
from dotmac_manifests.analysis.reachability.connections import (
    HIGHEST,
    LOWEST,
    NONE,
    PROTOCOLS,
    Connections,
    of,
    union_of,
)
from dotmac_manifests.analysis.reachability.connectivity import Peer
from dotmac_manifests.analysis.reachability.edge import EDGE, Edge
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.analysis.reachability.explain import End
from dotmac_manifests.errors import DotmacError

_PORT = re.compile(r"(?:(\d{1,5})(?:-(\d{1,5}))?|([a-z0-9-]*[a-z][a-z0-9-]*))(?:/(\w+))?", re.ASCII)


def as_addresses(text: str) -> AddressRange | None:
    """An IP address or a CIDR; None for anything else."""
    try:
        return range_of(ip_network(text, strict=False))
    except ValueError:
        return None


def means(text: str, peer: Peer) -> bool:
    """Whether ``text`` means a peer.

    It is an address or a CIDR, `{ingress-controller}`, or a workload given as its namespace, its
    name, both as `namespace/name`, or with `[Kind]` at the end; `*` and `?` match as in a shell.
    """
    if isinstance(peer, AddressRange):
        wanted = as_addresses(text)
        return wanted is not None and overlap([wanted], [peer])
    if isinstance(peer, str):
        return text in (peer, peer.strip("{}"))
    return any(name == text or fnmatchcase(name, text) for name in _names(peer))


def known_peer(clusters: Sequence[Cluster], text: str) -> str:
    """``text`` itself, if it can mean anything; raises DotmacError with what is close to it."""
    workloads = [one for cluster in clusters for one in cluster.workloads]
    if as_addresses(text) or means(text, EDGE) or any(means(text, one) for one in workloads):
        return text
    names = sorted({name for one in workloads for name in _names(one)})
    close = get_close_matches(text, names, n=3)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    raise DotmacError(f"No workload, namespace or address is called {text!r}{hint}")


def ends(engine: Reachability, text: str) -> tuple[End, ...]:
    """The classes of pods of one workload, addresses, or the edge; raises DotmacError otherwise."""
    wanted, cluster = as_addresses(text), engine.cluster
    if wanted is not None:
        return (wanted,)
    if means(text, EDGE):
        return (Edge(engine),)
    workload = _one_workload(cluster, text)
    return tuple(one for one in cluster.classes if workload in one.workloads)


def parse_port(text: str) -> bool:
    """Whether ``text`` has the form of a port, such as `5432`, `1812/UDP`, `80-90`, `http`."""
    found = _PORT.fullmatch(text)
    return found is not None and (found[4] is None or found[4].upper() in PROTOCOLS)


def asked(text: str, destinations: Sequence[End]) -> Connections:
    """The connections that a port means at ``destinations``; raises DotmacError otherwise."""
    found = _PORT.fullmatch(text)
    protocol = (found[4] or PROTOCOLS[0]).upper() if found else ""
    if found is None or protocol not in PROTOCOLS:
        raise DotmacError(f"{text!r} is no port; write it like 5432, 1812/UDP, 80-90 or http")
    if found[1]:
        first, last = int(found[1]), int(found[2] or found[1])
        if not LOWEST <= first <= last <= HIGHEST:
            raise DotmacError(f"{text!r} is no port: ports are numbers from {LOWEST} to {HIGHEST}")
        return of(protocol, first, last)
    numbers = {
        number
        for one in destinations
        if isinstance(one, PodClass)
        for number in one.pod.ports.get((protocol, found[3]), ())
    }
    opened = union_of(of(protocol, number, number) for number in sorted(numbers))
    if opened == NONE:
        raise DotmacError(f"The destination has no {protocol} port named {found[3]!r}")
    return opened


def _one_workload(cluster: Cluster, text: str) -> Workload:
    found = [one for one in cluster.workloads if text in _names(one) - {one.namespace}]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(map(str, found[:5]))
        raise DotmacError(f"{text!r} means several workloads: {names}; name one of them in full")
    known_peer([cluster], text)
    raise DotmacError(f"{text!r} is a namespace or a pattern; name one workload or an address")


def _names(workload: Workload) -> set[str]:
    namespace, name = workload.namespace, workload.name
    return {namespace, name, f"{namespace}/{name}", str(workload)}
