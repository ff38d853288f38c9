"""The order of objects in a file and of keys in an object, the same on every run.

Objects stand in the order in which a reviewer wants to meet them and a cluster can take them:
the walls first, then identities and configuration, then what uses them.
"""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.kube.refs import address_of

KIND_ORDER: tuple[str, ...] = (
    # What other objects need to exist at all
    "CustomResourceDefinition",
    "PriorityClass",
    "RuntimeClass",
    "IngressClass",
    "GatewayClass",
    "StorageClass",
    "VolumeSnapshotClass",
    # The walls of a namespace
    "Namespace",
    "ResourceQuota",
    "LimitRange",
    "NetworkPolicy",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "FlowSchema",
    "PriorityLevelConfiguration",
    # Who may do what
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    # Configuration and secrets
    "ConfigMap",
    "ClusterSecretStore",
    "SecretStore",
    "ExternalSecret",
    "ClusterIssuer",
    "Issuer",
    "Certificate",
    # Storage and databases
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ObjectStore",
    "Cluster",
    "Database",
    "Pooler",
    "ScheduledBackup",
    "Backup",
    "BackupStorageLocation",
    "Schedule",
    # How workloads are found
    "Service",
    # Workloads
    "AnalysisTemplate",
    "Deployment",
    "Rollout",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    # How they scale and survive disruption
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    # The edge
    "Gateway",
    "HTTPRoute",
    "GRPCRoute",
    "TLSRoute",
    "TCPRoute",
    "UDPRoute",
    "BackendTLSPolicy",
    "Ingress",
    "VirtualServer",
    # Delivery
    "AppProject",
    "ApplicationSet",
    "Application",
)
"""Kinds in their order within a file; a kind that is not listed comes after all of these."""

_RANK = {kind: rank for rank, kind in enumerate(KIND_ORDER)}
_TOP_KEYS = ("apiVersion", "kind", "metadata", "name")
_METADATA_KEYS = ("name", "namespace")
_KEYS = ("name",)

ObjectSortKey = tuple[int, str, str, str, str]


def object_sort_key(obj: Mapping[str, object]) -> ObjectSortKey:
    """Rank of the kind, then namespace, name, kind and apiVersion.

    It is total: two objects with the same key have the same address.
    Raises ValueError when the object has no such address.
    """
    api_version, kind, namespace, name = address_of(obj)
    return _RANK.get(kind, len(_RANK)), namespace, name, kind, api_version


def ordered(obj: Mapping[str, object]) -> dict[str, object]:
    """Copy an object with its keys in order, at every depth; lists keep theirs.

    apiVersion, kind and metadata come first, then the rest by alphabet; in any mapping `name`
    comes first, and in metadata `namespace` second. Raises TypeError when a key is not text.
    """
    return {
        key: _ordered(obj[key], _METADATA_KEYS if key == "metadata" else _KEYS)
        for key in _sorted_keys(obj, _TOP_KEYS)
    }


def _ordered(value: object, first: tuple[str, ...] = _KEYS) -> object:
    if type(value) is str:  # most values are, and this is the cheapest question
        return value
    if isinstance(value, Mapping):
        return {
            key: _ordered(value[key], _METADATA_KEYS if key == "metadata" else _KEYS)
            for key in _sorted_keys(value, first)
        }
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    return value


def _sorted_keys(mapping: Mapping[str, object], first: tuple[str, ...]) -> list[str]:
    for key in mapping:
        if not isinstance(key, str):
            raise TypeError(f"the key of a mapping must be text, not {key!r}")
    leading = [key for key in first if key in mapping]
    return leading + sorted(mapping.keys() - leading)
