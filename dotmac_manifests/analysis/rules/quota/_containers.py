"""Every container that a namespace's manifests lead to, those of operators included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.databases import POSTGRES, ports
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.kube.yaml_reader import FieldPath


@dataclass(frozen=True)
class Container:
    """One container; ``path`` leads to its resources, ``ports`` are those that it declares."""

    manifest: Manifest
    path: FieldPath
    name: str
    resources: Any
    ports: frozenset[int] = frozenset()

    def value(self, key: str) -> Any:
        """What is said for a key such as `requests.cpu`, or nothing."""
        kind, _, name = key.partition(".")
        return mapping(self.resources, kind).get(name)


def containers(facts: Facts, namespace: str) -> Iterator[Container]:
    """Containers of pod templates, of database clusters and of their backup plugins."""
    for pods in facts.pods_by_namespace.get(namespace, ()):
        for path, body in pods.containers():
            if "ephemeralContainers" in path:
                continue  # they share what their pod has, and may not ask for more
            where, name = (*path, "resources"), str(body.get("name"))
            yield Container(pods.manifest, where, name, body.get("resources"), ports(body))
    for cluster in facts.within(namespace, "Cluster"):
        if cluster.ref.group == "postgresql.cnpg.io":
            resources = mapping(cluster.body, "spec").get("resources")
            own = frozenset({POSTGRES})
            yield Container(cluster, ("spec", "resources"), "postgres", resources, own)
    for store in facts.within(namespace, "ObjectStore"):
        path = ("spec", "instanceSidecarConfiguration", "resources")
        resources = mapping(store.body, *path[:-1]).get("resources")
        yield Container(store, path, "backup plugin", resources)
