"""Pods do not choose their node, nor their scheduler.

Why: `nodeName` skips the scheduler and with it every check of room, taints and spread: a pod lands
on any node of the cluster, a control-plane node or the one that holds another tenant's database.
A scheduler of another name may do the same. A selector for one host, or for a role of nodes, is the
slower way to the same end.

Reads: pod templates and CloudNativePG clusters of tenants' and platform namespaces: no nodeName,
no schedulerName but default-scheduler, and no kubernetes.io/hostname, node-role.kubernetes.io/ or
matchFields in nodeSelector or nodeAffinity.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      nodeName: node-1
      containers: [{name: app, image: app}]

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      nodeSelector: {topology.kubernetes.io/region: eu-west-1}
      containers: [{name: app, image: app}]

Source: K8S-MT; NSA pod placement;
https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.affinity import PREFERRED, REQUIRED
from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.scheduling._placement import placements

SCHEDULER = "default-scheduler"
HOST, ROLE = "kubernetes.io/hostname", "node-role.kubernetes.io/"


def check(facts: Facts) -> Iterator[Broken]:
    """Yield pods that name a node, a role of nodes, or a scheduler."""
    for placement in placements(facts):
        spec, ref = placement.spec, placement.manifest.ref
        chosen = [f"the node {spec['nodeName']}"] if spec.get("nodeName") else []
        if spec.get("schedulerName", SCHEDULER) != SCHEDULER:
            chosen.append(f"the scheduler {spec['schedulerName']}")
        chosen += [f"nodes by {key}" for key in _keys(spec) if key == HOST or ROLE in key]
        for what in chosen:
            message = f"pods of {ref} choose {what}"
            yield Broken(placement.manifest, message, "leave it to the scheduler", placement.path)


def _keys(spec: Body) -> Iterator[str]:
    """Labels of nodes that a pod asks for; a field of the node counts as its host name."""
    yield from map(str, mapping(spec, "nodeSelector"))
    affinity = mapping(spec, "affinity", "nodeAffinity")
    terms = [mapping(term) for term in items(affinity, REQUIRED, "nodeSelectorTerms")]
    terms += [mapping(each, "preference") for each in items(affinity, PREFERRED)]
    for term in terms:
        for expression in items(term, "matchExpressions"):
            yield str(mapping(expression).get("key"))
        yield from (HOST for _ in items(term, "matchFields"))


RULE = Rule("C01", "no-own-node", Severity.HIGH, check)
