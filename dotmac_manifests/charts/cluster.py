"""A cluster's own files: classes, issuers, admission, fairness and the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dotmac_manifests.components.cluster_classes import PriorityClasses, SnapshotClass, Storage
from dotmac_manifests.components.cluster_edge import ClusterEdge
from dotmac_manifests.components.cluster_fairness import Fairness
from dotmac_manifests.components.cluster_issuers import InternalIssuer, PublicIssuer
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.isolation.admission import AdmissionPolicy, Policy
from dotmac_manifests.isolation.admission_edge import edge_policies
from dotmac_manifests.isolation.admission_identity import identity_policies
from dotmac_manifests.isolation.admission_pods import pod_policies
from dotmac_manifests.isolation.admission_services import service_policies
from dotmac_manifests.isolation.admission_storage import storage_policies
from dotmac_manifests.plan.model import RegionPlan


def priorities(file: ManifestFile, region: RegionPlan) -> None:
    """Who gives way to whom."""
    PriorityClasses(file, region)


def storage(file: ManifestFile, region: RegionPlan) -> None:
    """The one class of encrypted disks."""
    Storage(file, region)


def snapshots(file: ManifestFile, region: RegionPlan) -> None:
    """How those disks are copied."""
    SnapshotClass(file, region)


def issuers(file: ManifestFile, region: RegionPlan) -> None:
    """Who signs certificates, outside and inside."""
    PublicIssuer(file, region)
    InternalIssuer(file, region)


def admission_pods(file: ManifestFile, region: RegionPlan) -> None:
    """What a pod may be."""
    _policies(file, pod_policies(region))


def admission_network(file: ManifestFile, region: RegionPlan) -> None:
    """What may face the network, and under which names."""
    _policies(file, (*service_policies(region), *edge_policies(region)))


def admission_identity(file: ManifestFile, _: RegionPlan) -> None:
    """Who may change what bounds a tenant."""
    _policies(file, identity_policies())


def admission_storage(file: ManifestFile, region: RegionPlan) -> None:
    """Which disks and secrets a tenant may have."""
    _policies(file, storage_policies(region))


def fairness(file: ManifestFile, region: RegionPlan) -> None:
    """Whose calls the API server answers first."""
    Fairness(file, region)


def edge(file: ManifestFile, region: RegionPlan) -> None:
    """How traffic comes in."""
    ClusterEdge(file, region)


def _policies(file: ManifestFile, policies: Iterable[Policy]) -> None:
    for policy in policies:
        AdmissionPolicy(file, policy)


FILES: tuple[tuple[str, Callable[[ManifestFile, RegionPlan], None]], ...] = (
    ("priorities.yaml", priorities),
    ("storage.yaml", storage),
    ("fairness.yaml", fairness),
    ("admission-pods.yaml", admission_pods),
    ("admission-network.yaml", admission_network),
    ("admission-identity.yaml", admission_identity),
    ("admission-storage.yaml", admission_storage),
    ("snapshots.yaml", snapshots),
    ("issuers.yaml", issuers),
    ("edge.yaml", edge),
)
"""File name to what fills it."""

AFTER_OPERATORS = ("snapshots.yaml", "issuers.yaml", "edge.yaml")
"""Files of kinds that the operators bring; the others must stand before the operators, whose
pods name a priority class."""
