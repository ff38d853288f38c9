"""Pods are tighter than Pod Security restricted asks for.

Why: a read-only root file system leaves an intruder nowhere to put tools; a user that exists on no
node owns nothing there; a group 0 reads what root's group may read. Service links put the addresses
of every Service of the namespace into each process, and host aliases send names elsewhere.

Reads: every pod template: readOnlyRootFilesystem of each container, users and groups of 10000 and
above (runAsUser, runAsGroup, fsGroup), supplementalGroups without 0, fsGroupChangePolicy
OnRootMismatch, enableServiceLinks false, no shareProcessNamespace, no hostAliases. WireGuard's
container in a tenant's VPN namespace is user and group 0 of a user namespace of its own.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-acme}
    spec:
      securityContext: {runAsUser: 1000, runAsGroup: 0}
      containers:
        - name: app
          image: app

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-acme}
    spec:
      enableServiceLinks: false
      securityContext:
        runAsUser: 10001
        runAsGroup: 10001
        fsGroup: 10001
        fsGroupChangePolicy: OnRootMismatch
      containers:
        - name: app
          image: app
          securityContext: {readOnlyRootFilesystem: true}

Source: NSA immutable container file systems; CIS 5.7.3; OWASP K8s Top Ten 2025 K01;
https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dotmac_manifests.analysis.body import mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.pods._mistakes import Mistake, broken, listed, plain
from dotmac_manifests.analysis.rules.pods._vpn import is_vpn_container
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.templates import Pods

LOWEST = 10000
"""Lowest user and group; nodes have none of their own from here on."""


def check(facts: Facts) -> Iterator[Broken]:
    """Pods that could be tighter."""
    for pods in facts.pods:
        yield from broken(pods, (*_pod(facts, pods), *_containers(facts, pods)))


def _pod(facts: Facts, pods: Pods) -> Iterator[Mistake]:
    spec, path = pods.spec, pods.spec_path
    context, here = mapping(spec, "securityContext"), (*path, "securityContext")
    if spec.get("enableServiceLinks") is not False:
        message = "gives its processes the addresses of every Service"
        yield (*path, "enableServiceLinks"), message, "set enableServiceLinks: false"
    if spec.get("shareProcessNamespace") not in (None, False):
        message = "lets its containers see each other's processes"
        yield (*path, "shareProcessNamespace"), message, "remove shareProcessNamespace"
    if spec.get("hostAliases"):
        yield (*path, "hostAliases"), "writes host names of its own", "remove hostAliases"
    containers = list(pods.containers())
    vpn = len(containers) == 1 and is_vpn_container(facts, pods, containers[0][1])
    if not (_high(context.get("fsGroup")) or (vpn and context.get("fsGroup") == 0)):
        message = f"owns its volumes as group {plain(context.get('fsGroup'))}"
        yield (*here, "fsGroup"), message, f"set fsGroup to {LOWEST} or above"
    if context.get("fsGroupChangePolicy") != "OnRootMismatch":
        message = "changes the owner of every file at each start"
        yield (*here, "fsGroupChangePolicy"), message, "set fsGroupChangePolicy: OnRootMismatch"
    for index, group in enumerate(listed(context.get("supplementalGroups"))):
        if not _high(group):
            where = (*here, "supplementalGroups", index)
            yield where, f"belongs to group {group}", f"name groups from {LOWEST} on"


def _containers(facts: Facts, pods: Pods) -> Iterator[Mistake]:
    pod = mapping(pods.spec, "securityContext")
    for path, body in pods.containers():
        who, context = f"container {body.get('name')}", mapping(body, "securityContext")
        here = (*path, "securityContext")
        if context.get("readOnlyRootFilesystem") is not True:
            where = (*here, "readOnlyRootFilesystem")
            yield where, f"{who} writes to its image", "set readOnlyRootFilesystem: true"
        vpn = is_vpn_container(facts, pods, body)
        for field in ("runAsUser", "runAsGroup"):
            value = context.get(field, pod.get(field))
            if not (_high(value) or (vpn and value == 0)):
                yield (
                    (*here, field),
                    f"{who} has {field} {plain(value)}, which a node may know",
                    f"set {field} to {LOWEST} or above",
                )


def _high(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= LOWEST


RULE = Rule("P04", "pods-hardened", Severity.MEDIUM, check)
