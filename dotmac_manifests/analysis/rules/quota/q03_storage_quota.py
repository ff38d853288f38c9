"""A quota bounds the volumes of every namespace, in total and by storage class.

Why: disks cost money and a cloud account has a limit on them, which all tenants share. A class
that no key names is bounded by the totals alone, so a tenant could spend all of it on the most
expensive class, or on one that is not encrypted.

Reads: `ResourceQuota` without scopes of the same namespaces as Q01: `requests.storage`,
`persistentvolumeclaims`, and `<class>.storageclass.storage.k8s.io/persistentvolumeclaims` for
every StorageClass of the cluster and every class that a claim of the namespace names; a class of
which claims may be made must not have more than the namespace has in all.

Violating:

    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: encrypted}
    ---
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec:
      hard: {requests.storage: 100Gi, persistentvolumeclaims: "5"}

Clean:

    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: encrypted}
    ---
    apiVersion: v1
    kind: ResourceQuota
    metadata: {name: quota, namespace: tenant-a}
    spec:
      hard:
        requests.storage: 100Gi
        persistentvolumeclaims: "5"
        encrypted.storageclass.storage.k8s.io/persistentvolumeclaims: "5"
        encrypted.storageclass.storage.k8s.io/requests.storage: 100Gi

Source: MTB FNS-2; K8S-MT;
https://kubernetes.io/docs/concepts/policy/resource-quotas/#quota-for-storage
"""

from __future__ import annotations

from collections.abc import Iterator

from dotmac_manifests.analysis.amounts import text
from dotmac_manifests.analysis.claims import CLASS_KEY, claims
from dotmac_manifests.analysis.facts import Facts
from dotmac_manifests.analysis.finding import Severity
from dotmac_manifests.analysis.rules.quota._bounds import absent, bounded, hard
from dotmac_manifests.analysis.rules.rule import Broken, Rule

TOTALS = ("requests.storage", "persistentvolumeclaims")


def check(facts: Facts) -> Iterator[Broken]:
    """Yield storage keys that are missing, or larger than the namespace's total."""
    known = {found.ref.name for found in facts.kind("StorageClass")}
    for namespace in bounded(facts):
        named = {claim.storage_class for claim in claims(facts, namespace)}
        classes = sorted(known | {name for name in named if name})
        keys = tuple(f"{name}.{CLASS_KEY}/persistentvolumeclaims" for name in classes)
        yield from absent(facts, namespace, TOTALS + keys, "its volumes may take all there is")
        found = hard(facts, namespace)
        for key, one in found.items():
            total = found.get(key.rpartition(f".{CLASS_KEY}/")[2])
            if CLASS_KEY in key and total is not None and one.value > total.value:
                message = f"{key} of {namespace} is {text(key, one.value)}, more than {total.key}"
                yield Broken(one.manifest, message, "lower it to the total at most", one.path)


RULE = Rule("Q03", "storage-quota", Severity.HIGH, check)
