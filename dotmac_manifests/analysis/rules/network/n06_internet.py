"""Egress to addresses ends at the Internet's port 443: not at metadata, not at the cluster.

Why: the metadata service of a cloud hands the node's credentials to whoever asks, and a private
range holds other tenants' pods, nodes and databases. `0.0.0.0/0` without exceptions contains both;
so do two halves of it, and the ranges of IPv6 that gateways turn into addresses of IPv4.

Reads: `ipBlock` of egress rules of every `NetworkPolicy`, as sets of addresses. Metadata services
(`metadataCidrs`) are open to exact links of `addresses` alone. A block within `clusterCidrs` has to
be smaller than a whole range, and open only what `addresses` names, the API server's ports (see
N12) or those of databases (see N10). Every other block opens `internetPorts` or what `addresses`
names. A whole family without the other is a finding as well.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: internet, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: web}}
      policyTypes: [Egress]
      egress:
        - to: [{ipBlock: {cidr: 0.0.0.0/0}}]
          ports: [{port: 443, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: internet, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: web}}
      policyTypes: [Egress]
      egress:
        - to:
            - ipBlock:
                cidr: 0.0.0.0/0
                except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
            - ipBlock:
                cidr: "::/0"
                except: ["fc00::/7", "fe80::/10", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48"]
          ports: [{port: 443, protocol: TCP}]

Source: OWASP K08:2025; MITRE ATT&CK T1552.005; RFC 1918, RFC 6598, RFC 4193, RFC 6052;
https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-ipblock-selectors
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.addresses import IpBlock
from dotmac_manifests.analysis.reachability.connections import (
    NONE,
    Connections,
    difference,
    union_of,
)
from dotmac_manifests.analysis.rules.network._blocks import Zones, inside, meets, whole, zones_of
from dotmac_manifests.analysis.rules.network._links import links, ports
from dotmac_manifests.analysis.rules.network._openings import Opening, openings
from dotmac_manifests.analysis.rules.network._places import called, text
from dotmac_manifests.analysis.rules.rule import Broken, Rule


def check(facts: Facts) -> Iterator[Broken]:
    """Yield blocks of addresses that contain more, or open more, than they may."""
    zones = zones_of(facts.site)
    rules: dict[tuple[int, object], list[Opening]] = {}
    for one in openings(facts):
        if one.inward or one.block is None:
            continue
        if one.block.cidr.prefixlen == 0:
            rules.setdefault((id(one.policy), one.path[:-1]), []).append(one)
        for message, remedy in _judged(facts, one, one.block, zones):
            what = f"{one.policy}: {one.block.cidr} {message}"
            yield Broken(one.policy.manifest, what, remedy, one.path)
    for found in rules.values():
        if len({one.block.cidr.version for one in found if one.block}) == 1:
            first = found[0]
            yield Broken(
                first.policy.manifest,
                f"{first.policy} opens the Internet in one family of addresses alone",
                "name 0.0.0.0/0 and ::/0, each with its exceptions",
                first.path,
                severity=Severity.MEDIUM,
            )


def _judged(facts: Facts, one: Opening, block: IpBlock, zones: Zones) -> Iterator[tuple[str, str]]:
    site = facts.site.network
    if inside(block, site.dns_cidrs):
        return  # N05 judges it
    if _beyond(facts, one, (str(block.cidr),), NONE) == NONE:
        return
    if meets(block, zones.metadata):
        message = "contains metadata services, or addresses that gateways turn into them"
        yield message, "name the ranges of metadata services under except"
        return
    if meets(block, zones.cluster):
        if meets(block, zones.internet):
            message = "contains addresses of the cluster beside those of the Internet"
            yield message, "name the private ranges under except"
        elif whole(block, zones.cluster):
            yield "is a whole range of the cluster", "name the addresses that are meant"
        allowed = union_of((ports(site.api_ports), links(site.data).every_port()))
        beyond = _beyond(facts, one, ("cluster", "any"), allowed)
        if beyond != NONE:
            message = f"is within the cluster's ranges and opens {text(beyond)}"
            yield message, "remove it, or add the link to the site's facts if it is meant"
        return
    beyond = _beyond(facts, one, ("internet", "any"), ports(site.internet_ports))
    if beyond != NONE:
        yield f"is on the Internet and opens {text(beyond)}", "open port 443 alone"


def _beyond(
    facts: Facts, one: Opening, targets: tuple[str, ...], allowed: Connections
) -> Connections:
    """What an opening has beyond what is allowed to everyone, or to all that it concerns."""
    rest = difference(one.ports, allowed)
    if rest == NONE or one.own is None:
        return rest
    table = links(facts.site.network.addresses)
    left = []
    for name in one.own:
        source = called(facts, one.home, name)
        linked = union_of(table.allowed(source, target) for target in targets)
        left.append(difference(rest, linked))
    return union_of(left)


RULE = Rule("N06", "internet-egress", Severity.CRITICAL, check)
