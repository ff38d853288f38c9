"""Claims: of objects, of templates, of databases, and of pods themselves."""

from __future__ import annotations

from dotmac_manifests.analysis.amounts import NANO, amount
from dotmac_manifests.analysis.claims import claims
from tests.analysis.facts_of import facts_of

TEXT = """
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: usual, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: files, namespace: ns}
spec: {storageClassName: fast, resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: ns}
spec:
  replicas: 3
  volumeClaimTemplates: [{spec: {resources: {requests: {storage: 2Gi}}}}]
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: postgres, namespace: ns}
spec:
  instances: 2
  storage: {size: 3Gi, storageClass: fast}
  walStorage: {size: 1Gi}
  tablespaces: [{name: more, storage: {size: 5Gi}}]
---
apiVersion: v1
kind: Pod
metadata: {name: cache, namespace: ns}
spec:
  containers: [{name: a, image: a}]
  volumes:
    - name: scratch
      ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 7Gi}}}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: unreadable, namespace: ns}
spec: {resources: {requests: {storage: much}}}
"""


def test_every_claim_is_found_with_its_class() -> None:
    found = [
        (claim.size // amount("1Gi"), claim.count, claim.storage_class)
        for claim in claims(facts_of(TEXT), "ns")
    ]
    assert found == [
        (1, 1, "fast"),
        (2, 3, "usual"),
        (3, 2, "fast"),
        (1, 2, "usual"),
        (5, 2, "usual"),
        (7, 1, "usual"),
    ]


def test_claims_count_by_number_size_and_class() -> None:
    claim = next(claim for claim in claims(facts_of(TEXT), "ns") if claim.count == 3)
    prefix = "usual.storageclass.storage.k8s.io"
    assert claim.amounts == {
        "persistentvolumeclaims": 3 * NANO,
        "requests.storage": amount("6Gi"),
        f"{prefix}/persistentvolumeclaims": 3 * NANO,
        f"{prefix}/requests.storage": amount("6Gi"),
    }
