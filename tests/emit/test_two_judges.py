"""The engine of the analysis and the slow evaluator of the tests judge the fleet alike."""

from __future__ import annotations

from pathlib import Path

from dotmac_manifests.analysis.cluster import PodClass, build_clusters
from dotmac_manifests.analysis.load import load
from dotmac_manifests.analysis.reachability.connections import of, union_of
from dotmac_manifests.analysis.reachability.engine import Reachability
from tests.support.manifests import Region, network
from tests.support.reachability import Pod


def slow(pods: PodClass) -> Pod:
    """The same pod for the other judge, with an address inside of the cluster."""
    ports = {name: numbers[0] for name, numbers in pods.pod.ports.items()}
    labels = dict(pods.pod.labels)
    return Pod(pods.namespace.name, str(pods), labels, ports, ("10.255.255.1",))


def test_every_pair_of_the_smallest_region(manifests: Path) -> None:
    folders = [path for path in manifests.iterdir() if (path / "tenants").is_dir()]
    folder = min(folders, key=lambda path: sum(1 for _ in path.rglob("*.yaml")))
    other = network(Region.read(folder))
    (cluster,) = build_clusters(load([folder]))
    engine = Reachability(cluster)
    flows = {(flow.source, flow.destination): flow.connections for flow in engine.flows()}
    pods = {one: slow(one) for one in cluster.classes}
    differing = [
        f"{source} => {destination}"
        for source in pods
        for destination in pods
        if source is not destination
        and flows.get((source, destination), ((), (), ()))
        != union_of(
            of(one.protocol, one.first, one.last)
            for one in other.allowed(pods[source], pods[destination])
        )
    ]
    assert differing == []
    assert flows
