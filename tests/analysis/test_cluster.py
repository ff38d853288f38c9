"""Clusters: namespaces, owners, classes of like pods, clusters side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dotmac_manifests.analysis.cluster import build_clusters
from dotmac_manifests.analysis.load import load, parse
from dotmac_manifests.errors import InputError
from tests.analysis.reachability.cases import cluster, namespace, pod, text


def owned(body: dict[str, Any], api: str, kind: str, name: str) -> dict[str, Any]:
    owner = {"apiVersion": api, "kind": kind, "name": name, "uid": "0", "controller": True}
    body["metadata"]["ownerReferences"] = [owner]
    return body


def test_pods_of_one_owner_are_one_workload() -> None:
    pods = [owned(pod(f"x/web-{n}", app="web"), "apps/v1", "ReplicaSet", "web-1") for n in range(3)]
    found = cluster(*pods)
    assert [str(one) for one in found.workloads] == ["x/web-1[ReplicaSet]"]
    assert len(found.classes) == 1


def test_owners_are_followed_to_the_top() -> None:
    replicas = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {"name": "web-1", "namespace": "x"},
        "spec": {"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": []}}},
    }
    found = cluster(
        owned(pod("x/web-1-a", app="web"), "apps/v1", "ReplicaSet", "web-1"),
        owned(replicas, "apps/v1", "Deployment", "web"),
    )
    assert [str(one) for one in found.workloads] == ["x/web[Deployment]"]


def test_owners_that_go_in_a_circle_end() -> None:
    one = owned(pod("x/a"), "v1", "Pod", "b")
    other = owned(pod("x/b"), "v1", "Pod", "a")
    assert len(cluster(one, other).workloads) == 2


def test_like_pods_are_one_class_of_several_workloads() -> None:
    found = cluster(pod("x/a", app="web"), pod("x/b", app="web"), pod("y/a", app="web"))
    assert [str(one) for one in found.classes] == ["x/a[Pod] and x/b[Pod]", "y/a[Pod]"]


def test_named_ports_and_networks_part_classes() -> None:
    found = cluster(
        pod("x/a", app="web"),
        pod("x/b", {"name": "http", "containerPort": 80}, app="web"),
        pod("x/c", app="web", host_network=True),
    )
    assert len(found.classes) == 3


def test_namespaces_are_default_named_or_given() -> None:
    found = cluster(pod("a"), pod("x/a"), namespace("y", team="one"))
    assert sorted(found.namespaces) == ["default", "x", "y"]
    assert found.namespaces["y"].labels == {"team": "one", "kubernetes.io/metadata.name": "y"}
    assert found.namespaces["x"].manifest is None
    assert [str(one) for one in found.pods_in("default")] == ["default/a[Pod]"]
    assert found.pods_in("y") == ()


def test_an_object_that_is_there_twice_is_refused() -> None:
    with pytest.raises(InputError, match="v1 Pod x/a is there twice, first in"):
        cluster(pod("x/a"), pod("x/a"))
    with pytest.raises(InputError, match="is there twice"):
        cluster(pod("a"), pod("default/a"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("metadata", {"name": "a", "labels": {"app": 1}}), "metadata.labels.app: 1 is not text"),
        (("metadata", {"name": "a", "labels": ["app"]}), "metadata.labels: must be a mapping"),
        (("spec", {"hostNetwork": "yes"}), "spec.hostNetwork: must be true or false"),
        (("spec", {"containers": {}}), "spec.containers: must be a list"),
        (
            ("spec", {"containers": [{"ports": [{"name": "a", "containerPort": "80"}]}]}),
            "containerPort: '80' is not a number",
        ),
        (("status", {"podIP": "x"}), "'x' is not an IP address"),
    ],
)
def test_pods_that_cannot_be_told_are_refused(change: tuple[str, Any], message: str) -> None:
    body = {**pod("a"), change[0]: change[1]}
    with pytest.raises(InputError) as caught:
        cluster(body)
    assert message in str(caught.value)


def test_unquoted_yes_is_true_as_for_kubectl() -> None:
    (found,) = build_clusters(
        parse("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: yes\n")
    )
    assert found.classes[0].pod.host_network


def test_clusters_stand_side_by_side(tmp_path: Path) -> None:
    for name in ("east", "west"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "root.yaml").write_text(text([namespace("argocd")]))
        (tmp_path / name / "pods.yaml").write_text(text([pod("x/a")]))
    found = build_clusters(load([tmp_path]))
    assert [Path(one.name).name for one in found] == ["east", "west"]
    assert [len(one.classes) for one in found] == [1, 1]
