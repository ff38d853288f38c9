"""What a reviewer is pointed to."""

from __future__ import annotations

from pathlib import Path

import pytest

from dotmac_manifests.analysis.differences.attention import attention
from dotmac_manifests.analysis.differences.groups import grouped
from tests.differences import changes, fleet, release_and_suspension, tenant


def marks(tmp_path: Path, old: str, new: str) -> list[tuple[str, str]]:
    other = "apiVersion: v1\nkind: Secret\nmetadata: {name: kept}\n---\n"
    found = changes(tmp_path, {"a.yaml": other + old}, {"a.yaml": other + new})
    return [(mark.topic.name, mark.text) for mark in attention(grouped(found))]


def body(kind: str, api: str = "v1", rest: str = "", options: str = "") -> str:
    notes = f", annotations: {{argocd.argoproj.io/sync-options: '{options}'}}" if options else ""
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: x, namespace: ns{notes}}}\n{rest}"


PRUNED = "deleted by the next sync that prunes"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (body("StatefulSet", "apps/v1"), "", [("data", f"StatefulSet ns/x removed: {PRUNED}")]),
        (body("PersistentVolumeClaim", options="Prune=false"), "", [("data",
         "PersistentVolumeClaim ns/x removed: stays in the cluster until somebody deletes it"
         " (Prune=false)")]),
        (body("Cluster", "postgresql.cnpg.io/v1", options="Delete=false, Prune=confirm"), "", [(
         "data", "Cluster ns/x removed: deleted when somebody confirms it in Argo CD"
         " (Prune=confirm)")]),
        (body("Cluster", "postgresql.cnpg.io/v1", "spec: {storage: {size: 9Gi}}\n"),
         body("Cluster", "postgresql.cnpg.io/v1", "spec: {storage: {size: 5Gi}}\n"),
         [("data", "Cluster ns/x: spec.storage.size 9Gi → 5Gi")]),
        (body("Service"), "", [("delivery", f"objects that are gone: {PRUNED}")]),
        (body("NetworkPolicy", "networking.k8s.io/v1"), "", [
            ("walls", "NetworkPolicy ns/x removed"),
            ("delivery", f"objects that are gone: {PRUNED}")]),
        ("", body("ClusterRole", "rbac.authorization.k8s.io/v1"),
         [("walls", "ClusterRole ns/x added")]),
        (body("SecretStore", "external-secrets.io/v1", "spec: {a: 1}\n"),
         body("SecretStore", "external-secrets.io/v1", "spec: {a: 2}\n"),
         [("walls", "SecretStore ns/x changed")]),
        (body("Application", "argoproj.io/v1alpha1"), "", [("delivery",
         f"Application ns/x removed: {PRUNED}; what it applied stays")]),
        (body("Application", "argoproj.io/v1alpha1",
              "spec: {syncPolicy: {automated: {prune: false}}}\n"),
         body("Application", "argoproj.io/v1alpha1",
              "spec: {syncPolicy: {automated: {prune: true}}}\n"),
         [("delivery", "Application ns/x: spec.syncPolicy.automated.prune False → True")]),
        (body("Secret", options="Prune=false"), body("Secret"), [("delivery", "Secret ns/x: "
         'metadata.annotations["argocd.argoproj.io/sync-options"] Prune=false → none')]),
        (body("HorizontalPodAutoscaler", "autoscaling/v2", "spec: {maxReplicas: 3}\n"),
         body("HorizontalPodAutoscaler", "autoscaling/v2", "spec: {maxReplicas: 9}\n"),
         [("sizes", "HorizontalPodAutoscaler x: spec.maxReplicas 3 → 9")]),
        (body("Job", "batch/v1", "spec: {c: [{name: a, image: 'r/a:1'}]}\n"),
         body("Job", "batch/v1", "spec: {c: [{name: a, image: 'r/a:2'}, {name: b, image: b}]}\n"),
         [("images", "r/a 1 → 2"), ("images", "b (new)")]),
        (body("Secret", rest="a: 1\n"), body("Secret", rest="a: 2\n"), []),
    ],
)  # fmt: skip
def test_marks(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert sorted(marks(tmp_path, old, new)) == sorted(expected)


def test_walls_of_a_new_namespace_come_with_it(tmp_path: Path) -> None:
    found = changes(tmp_path, fleet(tenant("acme")), fleet(tenant("acme"), tenant("bolt")))
    assert [mark.text for mark in attention(grouped(found))] == [
        "AppProject argocd/tenant-bolt added"
    ]


def test_a_release_and_a_suspension(tmp_path: Path) -> None:
    found = release_and_suspension(tmp_path).marks
    assert [(mark.topic.name, mark.text, len(mark.changes)) for mark in found] == [
        ("delivery", f"objects that are gone: {PRUNED}", 1),
        (
            "images",
            f"registry.example.com/isp-backend v1@sha256:{'a' * 64} → v2@sha256:{'b' * 64}",
            2,
        ),
        ("sizes", "Deployment isp-backend: spec.replicas 2 → 0", 1),
    ]
