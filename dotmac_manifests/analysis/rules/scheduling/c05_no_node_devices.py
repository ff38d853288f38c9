"""Tenants run nothing on every node, and claim no devices.

Why: a DaemonSet puts a pod on each node of the cluster, whatever it holds, and grows with it. A
device that is handed to a pod may keep what the last owner left in it, and its driver runs with
the node's rights.

Reads: tenants' and platform namespaces: no `DaemonSet`, no `ResourceClaim` or
`ResourceClaimTemplate`, no pod with resourceClaims; and no `DeviceClass` in the cluster.

Violating:

    apiVersion: apps/v1
    kind: DaemonSet
    metadata: {name: agent, namespace: tenant-a}
    spec: {template: {spec: {containers: [{name: agent, image: agent}]}}}

Clean:

    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: agent, namespace: tenant-a}
    spec: {template: {spec: {containers: [{name: agent, image: agent}]}}}

Source: K8S-MT; MTB (host isolation);
https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.scheduling._placement import placements
from dotmac_manifests.analysis.rules.walled import walled

KINDS = ("DaemonSet", "ResourceClaim", "ResourceClaimTemplate")


def check(facts: Facts) -> Iterator[Broken]:
    """Yield what takes every node, or a device of one."""
    for namespace in walled(facts):
        for kind in KINDS:
            for manifest in facts.within(namespace, kind):
                message = f"{manifest.ref} takes nodes or their devices for {namespace}"
                yield Broken(manifest, message, "remove it, or leave it to an operator")
    for placement in placements(facts):
        if placement.spec.get("resourceClaims"):
            message = f"pods of {placement.manifest.ref} claim devices"
            path = (*placement.path, "resourceClaims")
            yield Broken(placement.manifest, message, "remove resourceClaims", path)
    for manifest in facts.kind("DeviceClass"):
        message = f"{manifest.ref} offers devices to every namespace"
        yield Broken(manifest, message, "remove it")


RULE = Rule("C05", "no-node-devices", Severity.HIGH, check)
