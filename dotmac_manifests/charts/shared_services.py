"""Namespace `shared-services` of a region: object storage, logs, traces, backup locations."""

from __future__ import annotations

from collections.abc import Callable

from dotmac_manifests.components.backup_location import BackupLocation
from dotmac_manifests.components.jaeger import Jaeger
from dotmac_manifests.components.loki import Loki
from dotmac_manifests.components.loki_gateway import LokiGateway
from dotmac_manifests.components.object_storage import ObjectStorage
from dotmac_manifests.components.resource import ManifestFile
from dotmac_manifests.components.secret_store import PullSecret, SecretStore
from dotmac_manifests.isolation.access import DefaultAccount
from dotmac_manifests.isolation.namespace import Bounds, GuardedNamespace, foreign_priorities
from dotmac_manifests.isolation.policies import DefaultDeny, FlowPolicies
from dotmac_manifests.plan import names
from dotmac_manifests.plan.flows import by_namespace
from dotmac_manifests.plan.model import RegionPlan

NAMESPACE = names.SHARED_NAMESPACE


def namespace(file: ManifestFile, region: RegionPlan) -> None:
    """The namespace."""
    GuardedNamespace(file, NAMESPACE, component="shared-services", minor=region.minor)


def isolation(file: ManifestFile, region: RegionPlan) -> None:
    """Default deny, the flows of this namespace, quota and limits."""
    DefaultDeny(file, NAMESPACE)
    FlowPolicies(file, NAMESPACE, by_namespace(region.flows).get(NAMESPACE, ()))
    Bounds(
        file,
        NAMESPACE,
        region.shared_quota,
        region.platform.ephemeral_storage,
        foreign_priorities(names.PLATFORM_PRIORITY),
    )


def access(file: ManifestFile, _: RegionPlan) -> None:
    """The useless default account; nothing here talks to the Kubernetes API."""
    DefaultAccount(file, NAMESPACE)


def configuration(file: ManifestFile, region: RegionPlan) -> None:
    """The door to the secret store, and credentials for the registry."""
    SecretStore(file, NAMESPACE, NAMESPACE, region)
    PullSecret(file, NAMESPACE, region, names.region_secret_path(region.name, "registry"))


def object_storage(file: ManifestFile, region: RegionPlan) -> None:
    """S3, where the region has none of its provider's."""
    ObjectStorage(file, region)


def logging(file: ManifestFile, region: RegionPlan) -> None:
    """Loki and the proxy before it."""
    Loki(file, region)
    LokiGateway(file, region)


def tracing(file: ManifestFile, region: RegionPlan) -> None:
    """Jaeger."""
    Jaeger(file, region)


def backup(file: ManifestFile, region: RegionPlan) -> None:
    """Where Velero keeps backups."""
    BackupLocation(file, region)


FILES: tuple[tuple[str, Callable[[ManifestFile, RegionPlan], None]], ...] = (
    ("namespace.yaml", namespace),
    ("isolation.yaml", isolation),
    ("access.yaml", access),
    ("configuration.yaml", configuration),
    ("object-storage.yaml", object_storage),
    ("logging.yaml", logging),
    ("tracing.yaml", tracing),
    ("backup.yaml", backup),
)
"""File name to what fills it; a file in which nothing was put is not written."""
