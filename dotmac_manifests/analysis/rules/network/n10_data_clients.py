"""Databases, caches and interfaces without login answer only their named clients.

Why: a password is one leak away; who may open a connection at all is the wall in front of it. The
northbound interface of GenieACS has no login whatsoever, and configures every customer's router.

Reads: every rule of tenants' and the platform's `NetworkPolicies` that opens a port of the site's
`data` links: the workload has to be one that serves it, and the peers its clients, by name and in
the same namespace. Egress to addresses on those ports (a managed database) has to be a client's.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: nbi, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: genieacs-nbi}}
      policyTypes: [Ingress]
      ingress:
        - from: [{podSelector: {matchLabels: {app.kubernetes.io/name: isp-ops-app}}}]
          ports: [{port: 7557, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: nbi, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: genieacs-nbi}}
      policyTypes: [Ingress]
      ingress:
        - from: [{podSelector: {matchLabels: {app.kubernetes.io/name: isp-backend}}}]
          ports: [{port: 7557, protocol: TCP}]

Source: K8S-MT; CIS 5.3.2; https://docs.genieacs.com/en/latest/api-reference.html
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.connections import (
    NONE,
    intersection,
    union_of,
)
from dotmac_manifests.analysis.reachability.policy import EGRESS, INGRESS, PodPeer
from dotmac_manifests.analysis.rules.network._links import Links, links
from dotmac_manifests.analysis.rules.network._openings import (
    Opening,
    is_inner,
    openings,
    peers,
    walled,
)
from dotmac_manifests.analysis.rules.network._places import text, touches
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_REMEDY = "let in the clients by name, from the same namespace, on this port alone"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield rules that open a data port to others than its clients."""
    table = links(facts.site.network.data)
    every = table.every_port()
    judged: dict[int, tuple[str, ...]] = {}
    for policy in facts.network.policies:
        if not walled(facts, policy.namespace):
            continue
        for rule in policy.rules.get(INGRESS, ()):
            # The wording of a rule says it all, unless ports have names or namespaces are named.
            shared = not rule.ports.named and all(
                isinstance(peer, PodPeer) and peer.namespaces is None for peer in rule.peers or ()
            )
            if shared and id(rule) in judged:
                messages = judged[id(rule)]
            else:
                messages = tuple(
                    message
                    for one in peers(facts, policy, INGRESS, rule)
                    if touches(one.ports, every)
                    for message in _inward(one, table)
                )
                if shared:
                    judged[id(rule)] = messages
            for message in messages:
                yield Broken(policy.manifest, f"{policy} {message}", _REMEDY, rule.path)
    for one in openings(facts):
        if one.direction == EGRESS and one.block is not None and walled(facts, one.home):
            yield from _outward(one, table)


def _inward(one: Opening, table: Links) -> Iterator[str]:
    every = table.every_port()
    opened = intersection(one.ports, every)
    if one.own is None:
        yield f"opens {text(opened)} of pods that it does not name"
        return
    for name in sorted(one.own):
        served = union_of(ports for _, ports in table.targets.get(name, ()))
        if served == NONE or not served.includes(opened):
            yield f"opens {text(opened)} of {name}, which is not known to serve data there"
            continue
        if not is_inner(one.policy, one.peer):
            who = "everyone" if one.peer is None else str(one.peer)
            yield f"lets in {who} at {name} on {text(opened)}"
        elif one.far is None:
            yield f"lets in pods without a name at {name} on {text(opened)}"
        else:
            for client in sorted(one.far):
                if not table.allowed(client, name).includes(opened):
                    yield f"lets in {client} at {name} on {text(opened)}"


def _outward(one: Opening, table: Links) -> Iterator[Broken]:
    opened = intersection(one.ports, table.every_port())
    if opened == NONE:
        return
    clients = {
        source
        for sources in table.targets.values()
        for source, ports in sources
        if ports.includes(opened)
    }
    strangers = sorted((one.own or frozenset(("pods without a name",))) - clients)
    for name in strangers:
        message = f"{one.policy} lets {name} reach {one.block} on {text(opened)}"
        remedy = "name the clients of the database alone"
        yield Broken(one.policy.manifest, message, remedy, one.path)


RULE = Rule("N10", "data-clients", Severity.CRITICAL, check)
