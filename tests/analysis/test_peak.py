"""What may run at once, and what cannot be counted."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.amounts import NANO
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.peak import peak, running
from dotmac_manifests.analysis.site import Site
from dotmac_manifests.kube.refs import ref_of
from tests.analysis.facts_of import facts_of

CONTAINERS = "containers: [{name: a, image: a, resources: {requests: {cpu: %s}}}]"


def pod(cores: int) -> str:
    """A pod spec that requests some cores."""
    return "{" + CONTAINERS % cores + "}"


def written(kind: str, version: str, spec: str, name: str = "a") -> str:
    """One object in the namespace ns."""
    return (
        f"---\napiVersion: {version}\nkind: {kind}\n"
        f"metadata: {{name: {name}, namespace: ns}}\nspec: {spec}\n"
    )


def cores(text: str) -> int:
    """Cores that the namespace may use at once."""
    found = running(facts_of(text), "ns")
    assert not found.doubts
    return peak(found.loads, found.claims).get("requests.cpu", 0) // NANO


def test_workloads_add_up_and_only_the_largest_job_counts() -> None:
    text = (
        written("Deployment", "apps/v1", f"{{replicas: 4, template: {{spec: {pod(1)}}}}}")
        + written("StatefulSet", "apps/v1", f"{{replicas: 2, template: {{spec: {pod(10)}}}}}")
        + written("Job", "batch/v1", f"{{template: {{spec: {pod(5)}}}}}", "small")
        + written("Job", "batch/v1", f"{{parallelism: 3, template: {{spec: {pod(3)}}}}}", "large")
    )
    assert cores(text) == 4 + 1 + 20 + 9  # the surge of a quarter, and the three at once


def test_parallel_pods_are_no_more_than_there_is_to_do() -> None:
    spec = f"{{parallelism: 9, completions: 2, template: {{spec: {pod(1)}}}}}"
    assert cores(written("Job", "batch/v1", spec)) == 2


def test_an_analysis_is_a_job() -> None:
    job = f"{{spec: {{template: {{spec: {pod(2)}}}}}}}"
    spec = f"{{metrics: [{{name: m, provider: {{job: {job}}}}}]}}"
    assert cores(written("AnalysisTemplate", "argoproj.io/v1alpha1", spec)) == 2


@pytest.mark.parametrize(("annotation", "expected"), [("{}", 9), ("{cnpg.io/hibernation: on}", 0)])
def test_a_database_counts_with_its_plugin_unless_it_sleeps(annotation: str, expected: int) -> None:
    text = f"""
    apiVersion: postgresql.cnpg.io/v1
    kind: Cluster
    metadata: {{name: a, namespace: ns, annotations: {annotation}}}
    spec:
      instances: 3
      resources: {{requests: {{cpu: 2}}}}
      plugins: [{{name: barman, parameters: {{barmanObjectName: store}}}}]
    ---
    apiVersion: barmancloud.cnpg.io/v1
    kind: ObjectStore
    metadata: {{name: store, namespace: ns}}
    spec: {{instanceSidecarConfiguration: {{resources: {{requests: {{cpu: 1}}}}}}}}
    """
    assert cores(text.replace("on}", '"on"}')) == expected


def test_a_sandbox_adds_what_it_takes_for_itself() -> None:
    sandbox = "overhead: {podFixed: {cpu: 1}}"
    text = f"apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {{name: kata}}\n{sandbox}\n"
    assert (
        cores(text + written("Pod", "v1", "{runtimeClassName: kata, " + CONTAINERS % 2 + "}")) == 3
    )


@pytest.mark.parametrize(
    "text",
    [
        written("DaemonSet", "apps/v1", f"{{template: {{spec: {pod(1)}}}}}"),
        written("Deployment", "apps/v1", f"{{replicas: many, template: {{spec: {pod(1)}}}}}"),
        written("Deployment", "apps/v1", "{template: {spec: {}}}"),
        written("Deployment", "apps/v1", f"{{template: {{spec: {pod(1)}}}}}".replace("1}", "x}")),
        written("Pod", "v1", "{runtimeClassName: gvisor, " + CONTAINERS % 1 + "}"),
        written("Pooler", "postgresql.cnpg.io/v1", f"{{template: {{spec: {pod(1)}}}}}"),
        written("Workflow", "argoproj.io/v1alpha1", "{templates: [{container: {image: a}}]}"),
        written("VerticalPodAutoscaler", "autoscaling.k8s.io/v1", "{}"),
        written("PersistentVolumeClaim", "v1", "{resources: {}}"),
        written("Cluster", "postgresql.cnpg.io/v1", "{storage: {}}"),
    ],
)
def test_what_cannot_be_counted_is_said(text: str) -> None:
    (doubt,) = running(facts_of(text), "ns").doubts
    assert doubt.reason


def test_a_part_that_objects_have_in_common_is_counted_in_each() -> None:
    plain: dict[str, object] = {"size": [1]}
    pods: dict[str, object] = {"deep": [{"containers": [{"image": "x"}]}]}
    manifests = []
    for name, spec in (("a", {"x": plain}), ("b", {"x": pods}), ("c", {"y": plain, "x": pods})):
        metadata = {"name": name, "namespace": "t"}
        body = {"apiVersion": "example.com/v1", "kind": "Farm", "metadata": metadata, "spec": spec}
        manifests.append(Manifest(body, ref_of(body), "some.yaml", 1))
    facts = Facts("", manifests, Site())
    for _ in range(2):
        doubts = running(facts, "t").doubts
        places = [(one.manifest.ref.name, one.path) for one in doubts]
        path = ("spec", "x", "deep", 0)
        assert places == [("b", path), ("c", path)]
