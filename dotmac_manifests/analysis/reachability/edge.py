"""The edge: pods of Ingress controllers and Gateways, which bring in traffic from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dotmac_manifests.analysis.cluster import NAME_LABEL, PodClass
from dotmac_manifests.analysis.reachability.addresses import IpBlock
from dotmac_manifests.analysis.reachability.connections import (
    NONE,
    Connections,
    intersection,
    of,
    union,
)
from dotmac_manifests.analysis.reachability.engine import Grant, Reachability
from dotmac_manifests.analysis.reachability.policy import INGRESS, PodPeer
from dotmac_manifests.analysis.reachability.selectors import IN, Selector
from dotmac_manifests.analysis.services import EXTERNAL_TYPES, backends_of

EDGE = "{ingress-controller}"
"""What the edge is called, wherever its pods run."""


class Edge:
    """Follows Ingresses and routes to pods, as far as the policies of the pods let it.

    Its pods are taken to be any pod of a namespace of which no workload is given, whatever the
    labels of either, and any pod of another namespace that takes traffic from outside: on the
    host's network, or behind a Service of type LoadBalancer or NodePort.
    """

    def __init__(self, engine: Reachability) -> None:
        self._engine = engine
        services = engine.services
        self.routed: dict[PodClass, Connections] = {}
        """Where routes lead, whatever the policies say."""
        for backend in backends_of(engine.cluster, services):
            for pods, protocol, number in backend.pods:
                opened = of(protocol, number, number)
                self.routed[pods] = union(self.routed.get(pods, NONE), opened)
        self._doors = {
            one.number
            for service in services.values()
            if service.type in EXTERNAL_TYPES
            for one in service.pods
        } | {one.number for one in engine.cluster.classes if one.pod.host_network}

    def __str__(self) -> str:
        return EDGE

    def connections(self) -> Iterator[tuple[PodClass, Connections]]:
        """What the edge may open, sorted."""
        for pods in sorted(self.routed, key=lambda one: one.number):
            found = intersection(self.let_in(pods), self.routed[pods])
            if found != NONE:
                yield pods, found

    def let_in(self, pods: PodClass) -> Connections:
        """What the policies of a class let the edge open, whether or not a route leads there."""
        found = NONE
        for grant in self._engine.grants(INGRESS, pods):
            if self.admits(grant, pods):
                found = union(found, grant.ports.at(pods.pod.ports))
        return found

    def admits(self, grant: Grant, pods: PodClass) -> bool:
        """Whether a grant to a class means the edge."""
        if grant.members is None or grant.rule is None:
            return True
        classes, home = self._engine.cluster.classes, pods.namespace
        if any(classes[number].namespace is not home for number in self._doors & grant.members):
            return True
        return any(
            self._touches(peer) if isinstance(peer, IpBlock) else self._admits_stranger(peer)
            for peer in grant.rule.peers or ()
        )

    def _touches(self, block: IpBlock) -> bool:
        options = self._engine.options
        return options.ipblock_selects_pods and options.touches_cluster(block)

    def _admits_stranger(self, peer: PodPeer) -> bool:
        """Whether a pod could be meant that is not given, in a namespace without workloads."""
        if peer.namespaces is None:
            return False
        cluster = self._engine.cluster
        empty = (one for name, one in cluster.namespaces.items() if not cluster.pods_in(name))
        return any(peer.namespaces.matches(one.labels) for one in empty) or (
            _fits_new_namespace(peer.namespaces, cluster.namespaces)
        )


def _fits_new_namespace(selector: Selector, known: Mapping[str, object]) -> bool:
    """Whether a namespace that is not given could match: its name would have to be new."""
    return all(
        one.key != NAME_LABEL or one.operator != IN or bool(one.values - known.keys())
        for one in selector.requirements
    )
