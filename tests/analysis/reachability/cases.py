"""Small clusters, written as objects, and what the engine says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from dotmac_manifests.analysis.cluster import Cluster, PodClass, build_clusters
from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.analysis.reachability.options import Options
from dotmac_manifests.errors import InputError

Body = dict[str, Any]


def namespace(name: str, **labels: str) -> Body:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def pod(where: str, *ports: Body, host_network: bool | None = None, **labels: str) -> Body:
    """A Pod, given as `namespace/name`; the label app is its name unless said otherwise."""
    home, _, name = where.rpartition("/")
    metadata: Body = {"name": name, "labels": {"app": name, **labels}}
    if home:
        metadata["namespace"] = home
    spec: Body = {"containers": [{"name": "main", "image": "x", "ports": list(ports)}]}
    if host_network is not None:
        spec["hostNetwork"] = host_network
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def policy(where: str, **spec: Any) -> Body:
    """A NetworkPolicy, given as `namespace/name`; it selects everything unless said otherwise."""
    home, _, name = where.rpartition("/")
    metadata = {"name": name, **({"namespace": home} if home else {})}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": metadata,
        "spec": {"podSelector": {}, **spec},
    }


def app(name: str) -> Body:
    """A selector of the pods of an app."""
    return {"matchLabels": {"app": name}}


def text(bodies: Iterable[Mapping[str, Any]]) -> str:
    return "---\n".join(json.dumps(body) + "\n" for body in bodies)


def cluster(*bodies: Body) -> Cluster:
    (found,) = build_clusters(parse(text(bodies)))
    return found


def engine(*bodies: Body, options: Options | None = None) -> Reachability:
    return Reachability(cluster(*bodies), options)


def find(judge: Reachability, name: str) -> PodClass:
    """The only class of a workload, given as `namespace/name`."""
    (found,) = (
        one
        for one in judge.cluster.classes
        if any(f"{found.namespace}/{found.name}" == name for found in one.workloads)
    )
    return found


def opened(judge: Reachability, source: str, destination: str) -> str:
    """What one workload may open at another, as text."""
    return str(judge.connections(find(judge, source), find(judge, destination)))


def refusal(*bodies: Body) -> str:
    """What is wrong with the objects."""
    with pytest.raises(InputError) as caught:
        engine(*bodies)
    return str(caught.value)
