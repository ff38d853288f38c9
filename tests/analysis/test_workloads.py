"""Which pods each kind of object makes."""

from __future__ import annotations

from typing import Any

import pytest

from dotmac_manifests.analysis.pods import PodFacts
from dotmac_manifests.errors import InputError
from tests.analysis.reachability.cases import cluster

TEMPLATE = {
    "metadata": {"labels": {"app": "a"}},
    "spec": {
        "containers": [{"ports": [{"name": "http", "containerPort": 80}, {"containerPort": 81}]}],
        "initContainers": [
            {"restartPolicy": "Always", "ports": [{"name": "side", "containerPort": 90}]},
            {"ports": [{"name": "setup", "containerPort": 91}]},
        ],
    },
}
PORTS = {("TCP", "http"): (80,), ("TCP", "side"): (90,)}


def made(api: str, kind: str, **fields: Any) -> list[PodFacts]:
    body = {"apiVersion": api, "kind": kind, "metadata": {"name": "n", "namespace": "x"}, **fields}
    found = cluster(body)
    assert {str(one) for one in found.workloads} <= {f"x/n[{kind}]"}
    return [one.pod for one in found.classes]


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("apps/v1", "Deployment"),
        ("apps/v1", "StatefulSet"),
        ("apps/v1", "DaemonSet"),
        ("apps/v1", "ReplicaSet"),
        ("v1", "ReplicationController"),
        ("argoproj.io/v1alpha1", "Rollout"),
        ("example.org/v1", "Something"),
    ],
)
def test_kinds_with_a_template(api: str, kind: str) -> None:
    assert made(api, kind, spec={"template": TEMPLATE}) == [PodFacts({"app": "a"}, PORTS)]


def test_a_pod_is_its_own_template() -> None:
    assert made("v1", "Pod", metadata={"name": "n", "namespace": "x", "labels": {"a": "b"}}) == [
        PodFacts({"a": "b"})
    ]


def test_jobs_bear_their_name() -> None:
    (found,) = made("batch/v1", "Job", spec={"template": TEMPLATE})
    assert found.labels == {"app": "a", "job-name": "n", "batch.kubernetes.io/job-name": "n"}
    spec = {"jobTemplate": {"spec": {"template": TEMPLATE}}}
    assert made("batch/v1", "CronJob", spec=spec) == [PodFacts({"app": "a"}, PORTS)]


def test_jobs_of_analyses() -> None:
    job = {"name": "a", "provider": {"job": {"spec": {"template": TEMPLATE}}}}
    web = {"name": "b", "provider": {"web": {"url": "http://x"}}}
    found = made("argoproj.io/v1alpha1", "AnalysisTemplate", spec={"metrics": [job, web]})
    assert found == [PodFacts({"app": "a"}, PORTS)]


def test_a_rollout_may_take_its_template_from_a_deployment() -> None:
    deployment = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d", "namespace": "x"},
        "spec": {"template": TEMPLATE},
    }
    rollout = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Rollout",
        "metadata": {"name": "r", "namespace": "x"},
        "spec": {"workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"}},
    }
    found = cluster(deployment, rollout)
    assert [str(one) for one in found.classes] == ["x/d[Deployment] and x/r[Rollout]"]
    with pytest.raises(InputError, match="refers to Deployment x/d, which is not among"):
        cluster(rollout)


def test_instances_of_a_postgres_cluster() -> None:
    metadata = {"labels": {"app": "db"}}
    found = made(
        "postgresql.cnpg.io/v1", "Cluster", spec={"instances": 3, "inheritedMetadata": metadata}
    )
    instances = [one for one in found if one.labels.get("cnpg.io/podRole") == "instance"]
    assert {one.labels["cnpg.io/instanceRole"] for one in instances} == {"primary", "replica"}
    assert all(one.labels["cnpg.io/cluster"] == "n" and one.labels["app"] == "db" for one in found)
    assert dict(instances[0].ports) == {
        ("TCP", "postgresql"): (5432,),
        ("TCP", "metrics"): (9187,),
        ("TCP", "status"): (8000,),
    }
    assert {one.labels.get("cnpg.io/jobRole") for one in found} == {None, "initdb", "join"}
    assert len(made("postgresql.cnpg.io/v1", "Cluster", spec={"instances": 1})) == 2


def test_poolers_of_a_postgres_cluster() -> None:
    (found,) = made("postgresql.cnpg.io/v1", "Pooler", spec={"cluster": {"name": "db"}})
    assert found.labels["cnpg.io/poolerName"] == "n"
    assert found.labels["cnpg.io/podRole"] == "pooler"


def test_other_kinds_make_no_pods() -> None:
    assert made("v1", "ConfigMap", data={}) == []
    assert made("example.org/v1", "Cluster", spec={"instances": 3}) == []
