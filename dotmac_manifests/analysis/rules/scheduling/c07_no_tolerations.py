"""Pods tolerate nothing that keeps them off a node on purpose.

Why: taints keep tenants' pods off control-plane nodes, off nodes under repair, and off nodes that
are reserved for somebody else. A toleration without a key tolerates all of them, and so the pod
runs beside etcd.

Reads: tolerations of pod templates and CloudNativePG clusters in tenants' and platform namespaces.
Only node.kubernetes.io/not-ready and unreachable are accepted, with effect NoExecute and a number
of seconds: they say how long to wait for a node that is lost.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: app}]
      tolerations: [{operator: Exists}]

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: app}]
      tolerations:
        - key: node.kubernetes.io/unreachable
          operator: Exists
          effect: NoExecute
          tolerationSeconds: 60

Source: K8S-MT (node isolation);
https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import Body, items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.scheduling._placement import placements

LOST = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def check(facts: Facts) -> Iterator[Broken]:
    """Yield tolerations of anything but a lost node."""
    for placement in placements(facts):
        for toleration in items(placement.spec, "tolerations"):
            if not _harmless(mapping(toleration)):
                what = mapping(toleration).get("key") or "every taint"
                message = f"pods of {placement.manifest.ref} tolerate {what}"
                yield Broken(placement.manifest, message, "remove the toleration", placement.path)


def _harmless(toleration: Body) -> bool:
    waits = isinstance(toleration.get("tolerationSeconds"), int)
    return toleration.get("key") in LOST and toleration.get("effect") == "NoExecute" and waits


RULE = Rule("C07", "no-tolerations", Severity.HIGH, check)
