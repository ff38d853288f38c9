"""Data is not deleted because a file, or a replica, went away.

Why: Argo CD prunes what Git no longer has. A wrong path, or a revert, would delete a namespace with
all that is in it, and a smaller StatefulSet its volumes; no backup brings that back at once.

Reads: the annotation `argocd.argoproj.io/sync-options` of every Namespace,
PersistentVolumeClaim and CloudNativePG Cluster: Prune and Delete either false or confirm; for
Namespaces and claims false, unless the namespace is labelled `dotmac.io/lifecycle: removable`,
which rule E04 holds to mean that nothing runs there any more. StatefulSets with claims:
persistentVolumeClaimRetentionPolicy says Retain twice.

Violating:

    apiVersion: v1
    kind: Namespace
    metadata: {name: tenant-acme}

Clean:

    apiVersion: v1
    kind: Namespace
    metadata:
      name: tenant-acme
      annotations:
        argocd.argoproj.io/sync-options: Prune=false,Delete=false

Source: ARGO https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources;
https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.body import items, mapping
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.lifecycle import removable
from dotmac_manifests.analysis.rules.rule import Broken, Rule

OPTIONS = "argocd.argoproj.io/sync-options"
POLICY = "persistentVolumeClaimRetentionPolicy"
KEPT = (("Namespace", ""), ("PersistentVolumeClaim", ""), ("Cluster", "postgresql.cnpg.io"))


def check(facts: Facts) -> Iterator[Broken]:
    """Data that goes too easily."""
    for kind, group in KEPT:
        for found in facts.kind(kind, group):
            asks = group or removable(facts, found.ref.namespace or found.ref.name)
            values = ("false", "confirm") if asks else ("false",)
            text = str(mapping(found.body, "metadata", "annotations").get(OPTIONS, ""))
            options = dict(part.strip().partition("=")[::2] for part in text.split(","))
            for verb in ("Prune", "Delete"):
                if options.get(verb) not in values:
                    message = f"Argo CD may {verb.lower()} {kind} {found.ref.name}, data and all"
                    path = ("metadata", "annotations", OPTIONS)
                    yield Broken(found, message, f"add {verb}=false to {OPTIONS}", path)
    for owner in facts.kind("StatefulSet"):
        if items(owner.body, "spec", "volumeClaimTemplates"):
            policy = mapping(owner.body, "spec", POLICY)
            for field in ("whenDeleted", "whenScaled"):
                if policy.get(field) != "Retain":
                    message = f"StatefulSet {owner.ref.name} may lose its volumes ({field})"
                    yield Broken(owner, message, f"set {field}: Retain", ("spec", POLICY))


RULE = Rule("S04", "data-kept", Severity.HIGH, check)
