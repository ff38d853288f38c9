"""What policies open across the border of their namespace, peer by peer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.reachability.addresses import IpBlock
from dotmac_manifests.analysis.reachability.connections import Connections, of, union
from dotmac_manifests.analysis.reachability.policy import EGRESS, INGRESS, Peer, PodPeer, Policy
from dotmac_manifests.analysis.reachability.policy import Rule as PolicyRule
from dotmac_manifests.analysis.reachability.selectors import Selector
from dotmac_manifests.analysis.rules.network._links import Names, names, spaces
from dotmac_manifests.kube.yaml_reader import FieldPath


@dataclass(frozen=True, eq=False)
class Opening:
    """One peer of one rule; ``peer`` is None for everyone.

    ``own`` names the pods that the policy is about, ``far`` those of the peer and ``where`` their
    namespaces; None where a selector does not say.
    """

    policy: Policy
    direction: str
    path: FieldPath
    own: Names | None
    peer: Peer | None
    far: Names | None
    where: Names | None
    ports: Connections

    @property
    def home(self) -> str:
        """Namespace of the policy."""
        return self.policy.namespace

    @property
    def inward(self) -> bool:
        """Whether it lets traffic in."""
        return self.direction == INGRESS

    @property
    def block(self) -> IpBlock | None:
        """The addresses of the peer, if it is addresses."""
        return self.peer if isinstance(self.peer, IpBlock) else None


_KNOWN: WeakKeyDictionary[Facts, tuple[Opening, ...]] = WeakKeyDictionary()


def openings(facts: Facts) -> tuple[Opening, ...]:
    """Every peer of every rule that is not pods of the policy's own namespace."""
    found = _KNOWN.get(facts)
    if found is None:
        found = _KNOWN[facts] = tuple(_openings(facts))
    return found


def peers(facts: Facts, policy: Policy, direction: str, rule: PolicyRule) -> Iterator[Opening]:
    """The peers of one rule, those in its own namespace included."""
    labels = facts.site.network.identity_labels
    if not walled(facts, policy.namespace):
        labels = (*labels, *facts.site.network.coarse_labels)
    own = names(policy.pods, labels)
    key = "from" if direction == INGRESS else "to"
    for index, peer in enumerate(rule.peers if rule.peers is not None else (None,)):
        far = where = None
        if isinstance(peer, PodPeer):
            far = names(peer.pods, labels)
            where = (
                frozenset((policy.namespace,))
                if peer.namespaces is None
                else spaces(peer.namespaces)
            )
        path = rule.path if peer is None else (*rule.path, key, index)
        ports = _ports(facts, policy, direction, rule, peer, where)
        yield Opening(policy, direction, path, own, peer, far, where, ports)


def walled(facts: Facts, namespace: str) -> bool:
    """Whether a namespace is a tenant's or the platform's own."""
    return namespace in facts.owners or namespace in facts.site.platform_namespaces


def is_inner(policy: Policy, peer: Peer | None) -> bool:
    """Whether a peer is pods of the policy's own namespace."""
    if not isinstance(peer, PodPeer):
        return False
    return peer.namespaces is None or spaces(peer.namespaces) == frozenset((policy.namespace,))


def _openings(facts: Facts) -> Iterator[Opening]:
    for policy in facts.network.policies:
        for direction, rules in policy.rules.items():
            for rule in rules:
                if rule.peers is not None and all(is_inner(policy, peer) for peer in rule.peers):
                    continue
                for one in peers(facts, policy, direction, rule):
                    if not is_inner(policy, one.peer):
                        yield one


def _ports(
    facts: Facts,
    policy: Policy,
    direction: str,
    rule: PolicyRule,
    peer: Peer | None,
    where: Names | None,
) -> Connections:
    """The ports of a rule; a name that no known pod gives a number to may be any port."""
    found = rule.ports.numbered
    if not rule.ports.named:
        return found
    inward = direction != EGRESS
    selector = policy.pods if inward else peer.pods if isinstance(peer, PodPeer) else Selector()
    homes = (policy.namespace,) if inward else tuple(where or ())
    for key in rule.ports.named:
        numbers = {
            number
            for home in homes
            for pod in facts.network.pods_in.get(home, ())
            if selector.matches(pod.facts.labels)
            for number in pod.facts.ports.get(key, ())
        }
        for number in numbers:
            found = union(found, of(key[0], number, number))
        if not numbers:
            found = union(found, of(key[0]))
    return found
