"""Which classes of pods a peer of a rule means, found through indexes of labels."""

from __future__ import annotations

from ipaddress import ip_address

from dotmac_manifests.analysis.cluster import Cluster, Namespace, PodClass
from dotmac_manifests.analysis.reachability.addresses import AddressRange, IpBlock, overlap
from dotmac_manifests.analysis.reachability.options import Options
from dotmac_manifests.analysis.reachability.policy import Peer, PodPeer
from dotmac_manifests.analysis.reachability.selectors import Selector

Members = frozenset[int]
"""Numbers of classes of pods."""
Label = tuple[str, str]


class PeerIndex:
    """Answers from indexes, and remembers: peers of many policies are the same."""

    def __init__(self, cluster: Cluster, options: Options) -> None:
        self._cluster = cluster
        self._options = options
        self._pods: dict[Label, list[PodClass]] = {}
        self._namespaces: dict[Label, list[Namespace]] = {}
        self._known: dict[tuple[str, Peer], Members] = {}
        self._unions: dict[tuple[str, tuple[Peer, ...]], Members] = {}
        every = options.ipblock_selects_pods
        meant = [one for one in cluster.classes if every or one.pod.host_network]
        self._addressed = [one for one in meant if one.pod.addresses]
        self._anywhere_else = frozenset(one.number for one in meant if not one.pod.addresses)
        for one in cluster.classes:
            for label in one.pod.labels.items():
                self._pods.setdefault(label, []).append(one)
        for namespace in cluster.namespaces.values():
            for label in namespace.labels.items():
                self._namespaces.setdefault(label, []).append(namespace)

    def selected(self, namespace: str, selector: Selector) -> list[PodClass]:
        """Classes of a namespace that a selector matches."""
        near = self._cluster.pods_in(namespace)
        return [one for one in near if selector.matches(one.pod.labels)]

    def members(self, namespace: str, peer: Peer) -> Members:
        """Classes that a peer in a policy of ``namespace`` means."""
        key = (namespace if _is_own(peer) else "", peer)
        found = self._known.get(key)
        if found is None:
            if isinstance(peer, IpBlock):
                found = self._in_block(peer)
            elif peer.namespaces is None:
                found = frozenset(one.number for one in self.selected(namespace, peer.pods))
            else:
                found = self._anywhere(peer.pods, self._matching(peer.namespaces))
            self._known[key] = found
        return found

    def union(self, namespace: str, peers: tuple[Peer, ...]) -> Members:
        """Classes that any of several peers means."""
        if len(peers) == 1:
            return self.members(namespace, peers[0])
        key = (namespace if any(map(_is_own, peers)) else "", peers)
        found = self._unions.get(key)
        if found is None:
            sets = {self.members(namespace, peer) for peer in peers}
            found = next(iter(sets)) if len(sets) == 1 else frozenset().union(*sets)
            self._unions[key] = found
        return found

    def _matching(self, selector: Selector) -> list[Namespace]:
        return [one for one in self._candidates(selector) if selector.matches(one.labels)]

    def _candidates(self, selector: Selector) -> list[Namespace]:
        """The shortest list of namespaces that has all that could match."""
        lists = [
            [one for value in values for one in self._namespaces.get((key, value), ())]
            for key, values in selector.exact()
        ]
        return min(lists, key=len) if lists else list(self._cluster.namespaces.values())

    def _anywhere(self, pods: Selector, namespaces: list[Namespace]) -> Members:
        exact = pods.exact()
        if not exact or len(namespaces) == 1:
            near = (one for name in namespaces for one in self._cluster.pods_in(name.name))
        else:
            names = {one.name for one in namespaces}
            key, values = exact[0]
            labelled = (one for value in values for one in self._pods.get((key, value), ()))
            near = (one for one in labelled if one.namespace.name in names)
        return frozenset(one.number for one in near if pods.matches(one.pod.labels))

    def _in_block(self, block: IpBlock) -> Members:
        known = frozenset(one.number for one in self._addressed if _holds(block, one))
        if not self._options.touches_cluster(block):
            return known
        return self._anywhere_else | known if known else self._anywhere_else


def _is_own(peer: Peer) -> bool:
    """Whether whom it means depends on the namespace of its policy."""
    return isinstance(peer, PodPeer) and peer.namespaces is None


def _holds(block: IpBlock, pods: PodClass) -> bool:
    numbers = [ip_address(text) for text in pods.pod.addresses]
    return overlap(
        block.ranges(), [AddressRange(one.version, int(one), int(one)) for one in numbers]
    )
