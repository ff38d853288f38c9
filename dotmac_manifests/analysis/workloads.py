"""Which kinds of object make pods, and which pods: Kubernetes' own, Argo's, and operators'."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from dotmac_manifests.analysis.body import at, mapping
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.pods import (
    FactReader,
    PodFacts,
    job_facts,
    pod_facts,
    template_facts,
)
from dotmac_manifests.analysis.templates import METRIC_JOB, TEMPLATE, TEMPLATES
from dotmac_manifests.errors import Problem

Deployments = Mapping[tuple[str, str], Manifest]
"""Deployments by namespace and name, which a Rollout may refer to."""
_Maker = Callable[[FactReader], Iterator[PodFacts]]


def pods_of(
    manifest: Manifest, namespace: str, deployments: Deployments, problems: list[Problem]
) -> tuple[PodFacts, ...]:
    """The kinds of pod that an object makes; none when it makes none.

    An object of a kind that is not known makes pods when it holds a pod template.
    """
    ref = manifest.ref
    maker = _MAKERS.get((ref.group, ref.kind))
    if maker is None and "template" not in mapping(manifest.body, "spec"):
        return ()  # as nearly all objects
    reader = FactReader(manifest, problems)
    if (ref.group, ref.kind) == ("argoproj.io", "Rollout") and reader.at("spec", "workloadRef"):
        return _referenced(reader, namespace, deployments, problems)
    if maker is not None:
        return tuple(maker(reader))
    if reader.at(*TEMPLATE, "spec", "containers"):
        return (template_facts(reader, *TEMPLATE),)
    return ()


def _pod(reader: FactReader) -> Iterator[PodFacts]:
    yield pod_facts(reader)


def _template(reader: FactReader) -> Iterator[PodFacts]:
    yield template_facts(reader, *TEMPLATES[reader.manifest.ref.kind])


def _job(reader: FactReader) -> Iterator[PodFacts]:
    for facts in _template(reader):
        yield job_facts(facts, reader.manifest.ref.name)


def _analysis(reader: FactReader) -> Iterator[PodFacts]:
    """Jobs that Argo Rollouts starts to judge a release."""
    for path, metric in reader.items("spec", "metrics"):
        if at(metric, METRIC_JOB):
            yield template_facts(reader, *path, *METRIC_JOB, *TEMPLATE)


def _cnpg_cluster(reader: FactReader) -> Iterator[PodFacts]:
    """Instances of a CloudNativePG cluster, primary and replicas, and the jobs that set them up.

    Source: https://cloudnative-pg.io/documentation/current/labels_annotations/ and
    https://cloudnative-pg.io/documentation/current/networking/ (5432, 8000 and 9187).
    """
    inherited = reader.labels("spec", "inheritedMetadata", "labels")
    common = {**inherited, "cnpg.io/cluster": reader.manifest.ref.name}
    ports = {
        ("TCP", "postgresql"): (5432,),
        ("TCP", "metrics"): (9187,),
        ("TCP", "status"): (8000,),
    }
    instances = reader.at("spec", "instances")
    roles = ["primary"] if instances == 1 else ["primary", "replica"]
    for role in roles:
        own = {"cnpg.io/podRole": "instance", "cnpg.io/instanceRole": role, "role": role}
        yield PodFacts({**common, **own}, ports)
    jobs = ["initdb"] if instances == 1 else ["initdb", "join"]
    for job in jobs:
        yield PodFacts({**common, "cnpg.io/jobRole": job})


def _cnpg_pooler(reader: FactReader) -> Iterator[PodFacts]:
    """PgBouncer before a CloudNativePG cluster.

    Source: https://cloudnative-pg.io/documentation/current/connection_pooling/
    """
    facts = template_facts(reader, *TEMPLATE)
    cluster = reader.text("spec", "cluster", "name")
    own = {
        "cnpg.io/poolerName": reader.manifest.ref.name,
        "cnpg.io/podRole": "pooler",
        "cnpg.io/cluster": cluster,
    }
    ports = {("TCP", "pgbouncer"): (5432,), ("TCP", "metrics"): (9127,), **facts.ports}
    yield PodFacts({**facts.labels, **own}, ports, facts.host_network)


_MAKERS: dict[tuple[str, str], _Maker] = {
    ("", "Pod"): _pod,
    ("", "ReplicationController"): _template,
    ("apps", "Deployment"): _template,
    ("apps", "StatefulSet"): _template,
    ("apps", "DaemonSet"): _template,
    ("apps", "ReplicaSet"): _template,
    ("batch", "Job"): _job,
    ("batch", "CronJob"): _template,
    ("argoproj.io", "Rollout"): _template,
    ("argoproj.io", "AnalysisTemplate"): _analysis,
    ("argoproj.io", "AnalysisRun"): _analysis,
    ("postgresql.cnpg.io", "Cluster"): _cnpg_cluster,
    ("postgresql.cnpg.io", "Pooler"): _cnpg_pooler,
}


def _referenced(
    reader: FactReader, namespace: str, deployments: Deployments, problems: list[Problem]
) -> tuple[PodFacts, ...]:
    """The pods of a Rollout that takes its template from a Deployment."""
    path = ("spec", "workloadRef")
    kind, name = reader.text(*path, "kind"), reader.text(*path, "name")
    found = deployments.get((namespace, name))
    if kind != "Deployment" or found is None:
        message = f"refers to {kind} {namespace}/{name}, which is not among the manifests"
        reader.refuse(path, message, "give the manifest of a Deployment of that name, too")
        return ()
    return (template_facts(FactReader(found, problems), *TEMPLATE),)
