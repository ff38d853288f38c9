"""Pods end without dropping what they serve.

Why: when a pod ends, the kubelet stops it at the same moment as the endpoints are updated. Until
every proxy has heard of it, connections still arrive: a pod that is gone refuses them. A short
sleep before the stop closes the gap; the time to end has to be longer than that sleep.

Reads: pod templates of Deployments, StatefulSets, Rollouts and DaemonSets: an explicit
terminationGracePeriodSeconds above zero. Deployments and Rollouts that keep serving during an
update, and are reached by an Ingress, a route, a load balancer, or are among the workloads that
people wait for: a preStop hook of the first container, whose sleep is shorter than that time.

Violating:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: isp-backend, namespace: tenant-a}
    spec:
      replicas: 2
      template:
        spec:
          terminationGracePeriodSeconds: 30
          containers: [{name: app, image: app}]

Clean:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: isp-backend, namespace: tenant-a}
    spec:
      replicas: 2
      template:
        spec:
          terminationGracePeriodSeconds: 30
          containers: [{name: app, image: app, lifecycle: {preStop: {sleep: {seconds: 5}}}}]

Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.load import Manifest
from dotmac_manifests.analysis.replicas import UPDATED
from dotmac_manifests.analysis.rules.availability._workloads import Workload, workloads
from dotmac_manifests.analysis.rules.rule import Broken, Rule

GRACE = "terminationGracePeriodSeconds"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield pods without time to end, and servers that end at once."""
    for pods in facts.pods:
        grace = pods.spec.get(GRACE)
        standing = pods.manifest.ref.kind in (*UPDATED, "DaemonSet")
        if standing and (not isinstance(grace, int) or grace < 1):
            message = f"{pods.manifest.ref} does not say how long its pods may take to end"
            yield Broken(pods.manifest, message, f"set {GRACE}", pods.spec_path)
    exposed = set(_exposed(facts))
    for workload in workloads(facts):
        if workload.manifest.ref.kind != "StatefulSet" and _serves(facts, workload, exposed):
            yield from _hook(workload)


def _hook(workload: Workload) -> Iterator[Broken]:
    grace = workload.pods.spec.get(GRACE)
    containers = items(workload.pods.spec, "containers")
    hook = mapping(containers[0] if containers else {}, "lifecycle", "preStop")
    path = (*workload.pods.spec_path, "containers", 0, "lifecycle")
    if not hook:
        message = f"{workload.name} stops while connections still arrive"
        yield Broken(workload.manifest, message, "add a preStop hook that sleeps", path)
    seconds = mapping(hook, "sleep").get("seconds")
    if seconds is not None and isinstance(grace, int) and not _shorter(seconds, grace):
        message = f"{workload.name} sleeps {seconds} s of the {grace} s that it has to end"
        yield Broken(workload.manifest, message, f"sleep for less, or raise {GRACE}", path)


def _shorter(seconds: object, grace: int) -> bool:
    return isinstance(seconds, int) and 0 < seconds < grace


def _serves(facts: Facts, workload: Workload, exposed: set[tuple[str, str]]) -> bool:
    """Whether somebody outside is served by it, and goes on being served during an update."""
    ref, labels = workload.manifest.ref, workload.pods.labels
    if mapping(workload.spec, "strategy").get("type") == "Recreate":
        return False
    if ref.name in facts.site.uninterrupted:
        return True
    for service in facts.within(ref.namespace, "Service"):
        chosen = mapping(service.body, "spec", "selector")
        balanced = mapping(service.body, "spec").get("type") == "LoadBalancer"
        outside = balanced or (ref.namespace, service.ref.name) in exposed
        if outside and chosen and chosen.items() <= labels.items():
            return True
    return False


def _exposed(facts: Facts) -> Iterator[tuple[str, str]]:
    """Namespace and name of Services behind Ingresses and routes."""
    for ingress in facts.kind("Ingress"):
        spec = mapping(ingress.body, "spec")
        backends = [mapping(spec, "defaultBackend")]
        for rule in items(spec, "rules"):
            paths = items(mapping(rule), "http", "paths")
            backends += [mapping(path, "backend") for path in paths]
        for backend in backends:
            yield ingress.ref.namespace, str(mapping(backend, "service").get("name"))
    for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"):
        for route in facts.kind(kind):
            yield from _behind(route)


def _behind(route: Manifest) -> Iterator[tuple[str, str]]:
    for rule in items(route.body, "spec", "rules"):
        for backend in items(mapping(rule), "backendRefs"):
            one = mapping(backend)
            yield str(one.get("namespace", route.ref.namespace)), str(one.get("name"))


RULE = Rule("H07", "graceful-end", Severity.LOW, check)
