"""DNS is asked of the cluster's resolvers alone, and nothing else is asked of them.

Why: a resolver that a pod may choose carries data out of any wall, one query at a time. And a rule
for DNS that opens more ports, or only one protocol, does not do what its name says: answers that
are too long for UDP come over TCP.

Reads: egress rules of every `NetworkPolicy`: whoever may be reached on port 53 has to be a pod of
the site's `dnsPeers`, an address of `dnsCidrs`, or a link of `addresses`; and the resolvers have to
be reached on port 53 of TCP and UDP, and no other.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: dns, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Egress]
      egress:
        - to: [{ipBlock: {cidr: 8.8.8.8/32}}]
          ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: dns, namespace: tenant-a}
    spec:
      podSelector: {}
      policyTypes: [Egress]
      egress:
        - to:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
              podSelector: {matchLabels: {k8s-app: kube-dns}}
          ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]

Source: K8S-MT; https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/;
https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/; RFC 7766
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.connections import NONE, difference, intersection
from dotmac_manifests.analysis.reachability.policy import PodPeer
from dotmac_manifests.analysis.rules.network._blocks import inside
from dotmac_manifests.analysis.rules.network._links import links, ports
from dotmac_manifests.analysis.rules.network._openings import Opening, openings
from dotmac_manifests.analysis.rules.network._places import called, text
from dotmac_manifests.analysis.rules.rule import Broken, Rule

DNS = ports(("53", "53/UDP"))
_REMEDY = "allow port 53 of TCP and UDP to the cluster's resolvers, and nothing else"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield egress rules that ask others for names, or resolvers for more."""
    for one in openings(facts):
        if one.inward:
            continue
        if resolves(facts, one):
            yield from _resolver(one)
        elif (asked := intersection(one.ports, DNS)) != NONE and not _linked(facts, one):
            message = f"{one.policy} lets pods ask others than the cluster's resolvers"
            yield Broken(one.policy.manifest, f"{message} on {text(asked)}", _REMEDY, one.path)


def resolves(facts: Facts, one: Opening) -> bool:
    """Whether all that an opening leads to are the cluster's resolvers."""
    site = facts.site.network
    if one.block is not None:
        return inside(one.block, site.dns_cidrs)
    if not isinstance(one.peer, PodPeer) or one.where is None or one.far is None:
        return False
    found = {f"{space}/{name}" for space in one.where for name in one.far}
    return found <= set(site.dns_peers)


def _resolver(one: Opening) -> Iterator[Broken]:
    beyond, missing = difference(one.ports, DNS), difference(DNS, one.ports)
    if beyond != NONE:
        message = f"{one.policy} opens more than DNS at the resolvers: {text(beyond)}"
        yield Broken(one.policy.manifest, message, _REMEDY, one.path)
    if missing != NONE:
        message = f"{one.policy} opens DNS without {missing}"
        yield Broken(one.policy.manifest, message, _REMEDY, one.path, severity=Severity.MEDIUM)


def _linked(facts: Facts, one: Opening) -> bool:
    if one.block is None or one.own is None:
        return False
    table = links(facts.site.network.addresses)
    sources = (called(facts, one.home, name) for name in one.own)
    asked = intersection(one.ports, DNS)
    return one.block.cidr.prefixlen > 0 and all(
        difference(asked, table.allowed(source, "internet")) == NONE for source in sources
    )


RULE = Rule("N05", "dns", Severity.HIGH, check)
