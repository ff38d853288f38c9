"""The promise of isolation, proved on the manifests: this traffic passes, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations

from tests.emit.promised_traffic import OPERATORS, PLATFORM, SHARED, TENANT
from tests.support.cluster import UNBOUND, Cluster, selected
from tests.support.promises import Connection, Promise, meaning
from tests.support.reachability import Pod, selects

Clusters = tuple[Cluster, ...]


def _promised(cluster: Cluster) -> Iterator[tuple[Promise, Connection]]:
    """What the tables say about a region, line by line."""
    known = sorted({str(pod) for pod in cluster.pods})
    yield from meaning(PLATFORM, cluster.scope("platform-admin"), known)
    yield from meaning(SHARED, cluster.scope("shared-services"), known)
    yield from meaning(OPERATORS, cluster.scope(""), known)
    for slug in cluster.tenants:
        yield from meaning(TENANT, cluster.tenant_scope(slug), known)


def _with_address(connection: Connection) -> bool:
    return connection[0].isupper() or connection[1].isupper()


def _compare(region: str, found: Iterable[Connection], promised: Iterable[Connection]) -> None:
    """Fails with the openings that nobody promised, and the promises that do not hold."""
    passes, wanted = set(found), set(promised)
    extra = sorted(f"{one} -> {other} {ports}" for one, other, ports in passes - wanted)
    missing = sorted(f"{one} -> {other} {ports}" for one, other, ports in wanted - passes)
    assert (extra, missing) == ([], []), region


def test_between_pods_passes_what_is_promised_and_nothing_else(clusters: Clusters) -> None:
    for cluster in clusters:
        promised = (found for _, found in _promised(cluster) if not _with_address(found))
        _compare(cluster.region.name, cluster.between_pods, promised)


def test_beyond_pods_passes_what_is_promised_and_nothing_else(clusters: Clusters) -> None:
    for cluster in clusters:
        promised = {
            (one, other, ports)
            for _, (source, target, ports) in _promised(cluster)
            if _with_address((source, target, ports))
            for one in _ends(cluster, source)
            for other in _ends(cluster, target)
        }
        _compare(cluster.region.name, cluster.beyond_pods, promised)


def test_neither_side_of_a_connection_opens_more_than_the_other(clusters: Clusters) -> None:
    """A rule without its counterpart is a hole that waits for somebody else's mistake."""
    for cluster in clusters:
        edge = cluster.scope("").names["edge"]
        bound = [pod for pod in cluster.pods if pod.namespace not in UNBOUND]
        for source, target in permutations(bound, 2):
            out = cluster.network.granted("Egress", source, target)
            into = cluster.network.granted("Ingress", target, source)
            assert out == into or str(target) == edge, (str(source), str(target))


def test_every_policy_speaks_of_pods_that_exist(clusters: Clusters) -> None:
    for cluster in clusters:
        for policy in cluster.network.policies:
            for namespace, selector in selected(policy):
                near = (pod for pod in cluster.pods if pod.namespace == namespace)
                name = (cluster.region.name, policy["metadata"]["name"], selector)
                assert any(selects(selector, pod.labels) for pod in near), name


def _ends(cluster: Cluster, name: str) -> tuple[str, ...]:
    if not name.isupper():
        return (name,)
    return tuple(ip for ip in cluster.probes if cluster.holds(name, ip))


def test_each_line_of_the_tables_says_something_about_the_fleet(clusters: Clusters) -> None:
    used = {promise.line for cluster in clusters for promise, _ in _promised(cluster)}
    lines = {promise.line for promise in (*PLATFORM, *SHARED, *OPERATORS, *TENANT)}
    assert lines == used


def test_no_tenant_reaches_another(clusters: Clusters) -> None:
    tenants = [cluster for cluster in clusters if len(cluster.tenants) > 1]
    assert tenants
    for cluster in tenants:
        for source, target, _ in cluster.between_pods:
            owners = {_owner(source), _owner(target)} - {""}
            assert len(owners) <= 1, (source, target)


def _owner(pod: str) -> str:
    """The tenant that a pod belongs to, if any."""
    namespace = pod.partition("/")[0]
    return namespace.removesuffix("-vpn") if namespace.startswith("tenant-") else ""


def test_a_foreign_pod_with_the_right_labels_reaches_only_the_edge(clusters: Clusters) -> None:
    for cluster in clusters:
        edge = cluster.scope("").names["edge"]
        labels = {tuple(sorted(pod.labels.items())) for pod in cluster.pods}
        impostors = [Pod("default", "impostor", dict(found), {}) for found in labels]
        bound = [pod for pod in cluster.pods if pod.namespace not in UNBOUND]
        for pod in bound:
            for impostor in impostors:
                assert str(pod) == edge or not cluster.network.allowed(impostor, pod), pod
                assert not cluster.network.allowed(pod, impostor), pod


def test_no_pod_of_a_tenant_reaches_metadata_nodes_or_other_ranges(clusters: Clusters) -> None:
    """Only its database and its instance manager, and discovery, speak to the API server."""
    for cluster in clusters:
        closed = ("169.254.169.254", "169.254.170.2", "fd00:ec2::254", "10.255.0.1", "fe80::1")
        clients = {"postgres", "prometheus"}
        for source, target, _ in cluster.beyond_pods:
            if _owner(source):
                assert target not in closed, source
                if cluster.holds("API-SERVER", target) or cluster.holds("KUBERNETES", target):
                    assert source.partition("/")[2] in clients, source


def test_the_data_tier_answers_only_its_named_clients(clusters: Clusters) -> None:
    backend = {"isp-backend", "isp-backend-migrate", "celery-worker", "celery-beat"}
    netbox = {"netbox", "netbox-worker"}
    genieacs = {"genieacs-cwmp", "genieacs-nbi", "genieacs-fs"}
    clients = {
        ("postgres", 5432): {
            *backend, *netbox, "freeradius", "postgres", "postgres-init", "postgres-backup"
        },
        ("redis", 6379): {*backend, *netbox, "redis"},
        ("redis-cache", 6379): {*backend, *netbox},
        ("mongodb", 27017): {*genieacs, "mongodb", "mongodb-init", "mongodb-backup"},
        ("genieacs-nbi", 7557): {"isp-backend"},
    }  # fmt: skip
    for cluster in clusters:
        for source, target, ports in cluster.between_pods:
            owner, _, workload = target.partition("/")
            found = [name for (name, port) in clients if name == workload and port == ports.first]
            if _owner(target) and found:
                namespace, _, name = source.partition("/")
                assert namespace == owner, source
                assert name in clients[workload, ports.first], source
