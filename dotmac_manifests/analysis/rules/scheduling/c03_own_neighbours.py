"""Pods do not look for other namespaces' pods when they are placed.

Why: by affinity to another tenant's pods a tenant finds out which node they are on, and sits down
beside them, where shared caches and a shared kernel leak; by anti-affinity it keeps them off the
nodes where its own pods are.

Reads: podAffinity and podAntiAffinity, required and preferred, of pod templates and CloudNativePG
clusters in tenants' and platform namespaces: no namespaces and no namespaceSelector, not even an
empty one, which means every namespace.

Violating:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: app}]
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              namespaceSelector: {}
              labelSelector: {matchLabels: {app: db}}

Clean:

    apiVersion: v1
    kind: Pod
    metadata: {name: app, namespace: tenant-a}
    spec:
      containers: [{name: app, image: app}]
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
              labelSelector: {matchLabels: {app: db}}

Source: K8S-MT; https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.affinity import foreign
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.rule import Broken, Rule
from dotmac_manifests.analysis.rules.scheduling._placement import placements


def check(facts: Facts) -> Iterator[Broken]:
    """Yield affinity terms that name or select namespaces."""
    for placement in placements(facts):
        for path in foreign(placement.spec):
            message = f"pods of {placement.manifest.ref} look for pods of other namespaces"
            remedy = "remove namespaces and namespaceSelector"
            where = (*placement.path, *path)
            yield Broken(placement.manifest, message, remedy, where)


RULE = Rule("C03", "own-neighbours", Severity.HIGH, check)
