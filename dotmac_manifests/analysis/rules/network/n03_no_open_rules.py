"""No rule means everyone, everywhere, or every port.

Why: what a rule leaves out it allows. A rule without `from` lets in the whole world, a rule without
`ports` opens every port, and an empty selector selects everything. Such a rule undoes the default
deny for the pods that it concerns, and looks harmless while doing so. `namespaceSelector: {}` is a
frequent slip: it means every pod of the cluster, and nothing of the Internet.

Reads: every `NetworkPolicy`: rules without peers or ports, empty selectors in peers and such that
only name labels that must be absent, ports without number, and `endPort` more than a hundred away.

Violating:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: web}}
      policyTypes: [Ingress]
      ingress:
        - from: [{namespaceSelector: {}}]
          ports: [{port: 8080, protocol: TCP}]

Clean:

    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: tenant-a}
    spec:
      podSelector: {matchLabels: {app.kubernetes.io/name: web}}
      policyTypes: [Ingress]
      ingress:
        - from: [{podSelector: {matchLabels: {app.kubernetes.io/name: proxy}}}]
          ports: [{port: 8080, protocol: TCP}]

Source: K8S-MT; OWASP K05:2025;
https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.reachability.connections import HIGHEST, LOWEST
from dotmac_manifests.analysis.reachability.policy import EGRESS, PodPeer
from dotmac_manifests.analysis.reachability.policy import Rule as PolicyRule
from dotmac_manifests.analysis.rules.network._links import positive
from dotmac_manifests.analysis.rules.rule import Broken, Rule

_MOST = 100


def check(facts: Facts) -> Iterator[Broken]:
    """Yield rules that are open at one of their ends, with the field that is."""
    known: dict[int, tuple[tuple[str, str], ...]] = {}
    for policy in facts.network.policies:
        for direction, rules in policy.rules.items():
            for rule in rules:
                # Tenants share the wording of their rules, so each is judged once.
                if id(rule) not in known:
                    known[id(rule)] = tuple(_faults(rule, direction.lower()))
                for message, remedy in known[id(rule)]:
                    yield Broken(policy.manifest, f"{policy}: {message}", remedy, rule.path)


def _faults(rule: PolicyRule, direction: str) -> Iterator[tuple[str, str]]:
    if rule.peers is None:
        yield f"a rule of {direction} names no peers: everyone is meant", "name the peers"
    for peer in rule.peers or ():
        if not isinstance(peer, PodPeer):
            continue
        if peer.namespaces is not None and not positive(peer.namespaces):
            yield _anybody(peer, direction)
        if peer.namespaces is None and not positive(peer.pods):
            message = f"a peer of {direction} means every pod of the namespace"
            yield message, "select pods by a label that they have"
    for protocol, ranges in rule.ports.numbered.by_protocol().items():
        for first, last in ranges:
            if (first, last) == (LOWEST, HIGHEST):
                message = f"a rule of {direction} opens every port of {protocol}"
                yield message, "give the numbers of the ports"
            elif last - first >= _MOST:
                message = f"a rule of {direction} opens {last - first + 1} ports of {protocol}"
                yield f"{message}, {first} to {last}", "give the ports one by one"


def _anybody(peer: PodPeer, direction: str) -> tuple[str, str]:
    named = "select the namespace by kubernetes.io/metadata.name"
    if peer.namespaces is None or peer.namespaces.requirements:
        return f"a peer of {direction} means pods of namespaces that nobody named", named
    where = "to" if direction == EGRESS.lower() else "from"
    message = (
        f"namespaceSelector: {{}} means pods of every namespace of the cluster, other tenants'"
        f" included; nothing {where} the Internet is opened by it"
    )
    return message, f"for the Internet name addresses with ipBlock; for pods {named}"


RULE = Rule("N03", "no-open-rules", Severity.CRITICAL, check)
