"""Selectors select: a workload its own pods, a Service somebody's.

Why: the API server refuses a workload whose selector does not match the labels of its template, so
none of its pods start. A Service that selects nobody is accepted, and every connection to it
fails; a policy or budget that was written for the same labels protects nobody either.

Reads: `spec.selector` of Deployments, StatefulSets, DaemonSets, ReplicaSets,
ReplicationControllers and Rollouts, against the labels of their template; and the selector of every
Service, against all pods that manifests of its namespace make, those of operators' resources
included. Labels that controllers give to single pods count as given; a pod of a StatefulSet that is
named has to be one of its replicas, or its first while it is stopped. Services of a namespace of
which no pods are known are left alone: their pods come from elsewhere.

Violating:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: tenant-acme}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: website}}
        spec: {containers: [{name: web, image: web}]}

Clean:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: tenant-acme}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: web}]}
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: web, namespace: tenant-acme}
    spec: {selector: {app: web}, ports: [{port: 80}]}

Source: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector;
https://kubernetes.io/docs/concepts/services-networking/service/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.cluster import namespace_of
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.pods import chosen
from dotmac_manifests.analysis.reachability.selectors import parse_selector
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import templates_of

KINDS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout")
POD_NAME = "statefulset.kubernetes.io/pod-name"
_PATH = ("spec", "selector")


def check(facts: Facts) -> Iterator[Broken]:
    """Yield workloads and Services whose selectors miss."""
    for kind in KINDS:
        for manifest in facts.kind(kind):
            yield from _workload(manifest, mapping(manifest.body, "spec").get("selector"))
    for manifest in facts.kind("ReplicationController", ""):
        selector = mapping(manifest.body, "spec").get("selector")
        yield from _workload(manifest, None if selector is None else {"matchLabels": selector})
    for service in facts.kind("Service", ""):
        yield from _service(facts, service)


def _workload(manifest: Manifest, written: object) -> Iterator[Broken]:
    if written is None:  # K01 tells where one has to be; a Rollout may borrow its template
        return
    what = f"{manifest.ref.kind} {manifest.ref.name}"
    mistakes: list[str] = []
    selector = parse_selector(written, _PATH, lambda _, mistake, __: mistakes.append(mistake))
    for mistake in mistakes:
        message = f"the selector of {what} cannot be judged: {mistake}"
        yield Broken(manifest, message, "write matchLabels", _PATH)
    for pods in templates_of(manifest) if not mistakes else ():
        if not selector.requirements:
            yield Broken(manifest, f"{what} selects every pod", "select its own labels", _PATH)
        elif not selector.matches(pods.labels):
            message = f"{what} does not select its own pods: their template has other labels"
            yield Broken(manifest, message, "give the template the selector's labels", _PATH)


def _service(facts: Facts, service: Manifest) -> Iterator[Broken]:
    spec = mapping(service.body, "spec")
    selector = mapping(spec, "selector")
    pods = facts.network.pods_in.get(namespace_of(service), ())
    if not selector or not pods or spec.get("type") == "ExternalName":
        return
    if not any(chosen(selector, pod.facts.labels) for pod in pods):
        message = f"Service {service.ref.name} selects no pod of its namespace"
        yield Broken(service, message, "select the labels of the pods behind it", _PATH)
    elif POD_NAME in selector and not _there(facts, service, selector[POD_NAME]):
        message = f"Service {service.ref.name} selects pod {selector[POD_NAME]}, which never is"
        remedy = "name a StatefulSet of the namespace and the number of one of its pods"
        yield Broken(service, message, remedy, (*_PATH, POD_NAME))


def _there(facts: Facts, service: Manifest, name: object) -> bool:
    """Whether a StatefulSet makes a pod of a name; its own replicas or an autoscaler decide. One
    that is stopped counts as one that has its first pod."""
    owner, _, number = str(name).rpartition("-")
    found = facts.find("StatefulSet", service.ref.namespace, owner)
    if found is None or not number.isdecimal():
        return False
    spec = mapping(found.body, "spec")
    first, replicas = mapping(spec, "ordinals").get("start", 0), spec.get("replicas", 1)
    if not isinstance(first, int) or not isinstance(replicas, int):
        return False
    scaled = (service.ref.namespace, "StatefulSet", owner) in facts.autoscalers
    return first <= int(number) and (scaled or int(number) < first + max(replicas, 1))


RULE = Rule("K02", "selectors", Severity.MEDIUM, check)
