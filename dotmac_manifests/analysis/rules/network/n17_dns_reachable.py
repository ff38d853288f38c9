"""Pods that may speak to others can ask the cluster's DNS for their names.

Why: NetworkPolicies that close egress close DNS too. A pod that may open connections but cannot ask
for names fails at its first one, and mostly looks as if the other side were down. Over UDP alone it
fails only later, when an answer is too long.

Reads: policies that isolate pods of guarded namespaces for egress, taken together: pods that they
let reach anything have to reach port 53, of UDP and of TCP, of one of the site's `dnsPeers`. The
node's own cache, at an address of `dnsCidrs`, counts only where the site names no such pods: not
every node has one. Pods that may reach nothing but DNS need no names, and those with `dnsPolicy`
Default or None ask somebody else.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: tenant-a, labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app: web}}
      policyTypes: [Egress]
      egress:
        - to: [{podSelector: {matchLabels: {app: db}}}]
          ports: [{port: 5432, protocol: TCP}]

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: web, namespace: tenant-a, labels: {app: web}}
    spec: {containers: [{name: web, image: web}]}
    ---
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app: web}}
      policyTypes: [Egress]
      egress:
        - to: [{podSelector: {matchLabels: {app: db}}}]
          ports: [{port: 5432, protocol: TCP}]
        - to:
            - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
              podSelector: {matchLabels: {k8s-app: kube-dns}}
          ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/;
https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/; RFC 7766
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.cluster import NAME_LABEL
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.network import KnownPod
from dotmac_manifests.analysis.reachability.addresses import IpBlock, parse_network, range_of
from dotmac_manifests.analysis.reachability.connections import (
    NONE,
    Connections,
    difference,
    intersection,
    union,
)
from dotmac_manifests.analysis.reachability.policy import EGRESS, Peer, Policy
from dotmac_manifests.analysis.reachability.policy import Rule as PolicyRule
from dotmac_manifests.analysis.rules.network._blocks import whole
from dotmac_manifests.analysis.rules.network._openings import peers
from dotmac_manifests.analysis.rules.network.n05_dns import DNS
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import templates_of

_OWN_RESOLVERS = ("Default", "None")
Answers = tuple[bool, Connections]
"""Whether anything but DNS is opened, and what of DNS is."""


def check(facts: Facts) -> Iterator[Broken]:
    """Yield pods that may speak to somebody and cannot ask for a name."""
    known: dict[int, Answers] = {}
    for namespace in facts.guarded:
        closing = [
            policy
            for policy in facts.network.by_namespace.get(namespace, ())
            if EGRESS in policy.rules
        ]
        for pod in facts.network.pods_in.get(namespace, ()) if closing else ():
            meant = [policy for policy in closing if policy.pods.matches(pod.facts.labels)]
            if meant and not pod.facts.host_network and _asks(pod):
                yield from _judged(facts, pod, meant, known)


def _asks(pod: KnownPod) -> bool:
    """Whether the pods of a manifest ask the cluster's DNS."""
    found = [one.spec.get("dnsPolicy") for one in templates_of(pod.manifest)]
    return not found or any(one not in _OWN_RESOLVERS for one in found)


def _judged(
    facts: Facts, pod: KnownPod, policies: list[Policy], known: dict[int, Answers]
) -> Iterator[Broken]:
    speaks, asked = False, NONE
    for policy in policies:
        for rule in policy.rules[EGRESS]:
            # Tenants share the wording of their rules, so each is judged once.
            if id(rule) not in known:
                known[id(rule)] = _answers(facts, policy, rule)
            more, dns = known[id(rule)]
            speaks, asked = speaks or more, union(asked, dns)
    missing = difference(DNS, asked)
    if speaks and missing != NONE:
        message = f"{pod} may speak to others, and cannot ask the cluster's DNS on {missing}"
        remedy = "let its egress reach the resolvers on port 53 of UDP and TCP"
        names = tuple(str(policy) for policy in policies)
        yield Broken(pod.manifest, message, remedy, evidence=names)


def _answers(facts: Facts, policy: Policy, rule: PolicyRule) -> Answers:
    speaks, asked = False, NONE
    for one in peers(facts, policy, EGRESS, rule):
        if _resolver(facts, policy, one.peer):
            asked = union(asked, intersection(one.ports, DNS))
        if one.peer is None or difference(one.ports, DNS) != NONE:
            speaks = True
    return speaks, asked


def _resolver(facts: Facts, policy: Policy, peer: Peer | None) -> bool:
    """Whether a resolver is among what a peer means."""
    site = facts.site.network
    if peer is None:
        return True
    if isinstance(peer, IpBlock):
        caches = [range_of(parse_network(text)) for text in site.dns_cidrs]
        return not site.dns_peers and whole(peer, caches)
    for text in site.dns_peers:
        namespace, _, name = text.partition("/")
        here = (
            namespace == policy.namespace
            if peer.namespaces is None
            else peer.namespaces.matches({NAME_LABEL: namespace})
        )
        if here and any(peer.pods.matches({label: name}) for label in site.identity_labels):
            return True
    return False


RULE = Rule("N17", "dns-reachable", Severity.MEDIUM, check)
