"""Databases and backups: CloudNativePG, its Barman Cloud plugin, and Velero.

Source: https://cloudnative-pg.io/documentation/current/installation_upgrade/,
https://cloudnative-pg.io/plugin-barman-cloud/docs/installation/ and https://velero.io/docs/
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.operator_chart import (
    ADMISSION,
    APP_KINDS,
    CONTAINER_SECURITY,
    POD_SECURITY,
    RBAC,
    OperatorChart,
    Settings,
    cluster_roles,
    crds,
    resources,
    spread,
)
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.names import NAME_LABEL
from dotmac_manifests.plan.operators import NAMESPACES

Body = dict[str, Any]
POSTGRES_USER = 10001
VELERO_USER = 65532
VELERO_SECRET = "velero-credentials"
POSTGRES_WEBHOOKS = (
    (ADMISSION, "MutatingWebhookConfiguration"),
    (ADMISSION, "ValidatingWebhookConfiguration"),
)


def postgres(settings: Settings) -> Body:
    """Values of the operator; instances take a new manager without a restart."""
    return {
        **_postgres_pods(settings),
        "image": settings.image("controller").tagged(),
        "resources": resources("100m", "512Mi"),
        "crds": {"create": True},
        "config": {
            "create": True,
            "clusterWide": True,
            "data": {"ENABLE_INSTANCE_MANAGER_INPLACE_UPDATES": "true"},
        },
        "topologySpreadConstraints": spread({NAME_LABEL: "cloudnative-pg"}),
        "monitoring": {"podMonitorEnabled": False, "grafanaDashboard": {"create": False}},
    }


def backup_plugin(settings: Settings) -> Body:
    """Values of the plugin; a common annotation makes the chart write the Service's own ones."""
    return {
        **_postgres_pods(settings),
        "image": settings.image("controller").with_registry(),
        "sidecarImage": settings.image("sidecar").with_registry(),
        "resources": resources("50m", "256Mi"),
        "crds": {"create": True},
        "rbac": {"create": True},
        "certificate": {"createClientCertificate": True, "createServerCertificate": True},
        "commonAnnotations": {"dotmac.io/operator": "plugin-barman-cloud"},
    }


def _postgres_pods(settings: Settings) -> Body:
    return {
        "replicaCount": settings.replicas,
        "priorityClassName": settings.priority,
        "podSecurityContext": POD_SECURITY,
        "containerSecurityContext": {**CONTAINER_SECURITY, "runAsUser": POSTGRES_USER},
    }


class PostgresBudgets(Component):
    """Disruption budgets of both controllers, which their charts leave out."""

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "postgres-budgets")
        if Settings(region, "cloudnative-pg").replicas < 2:  # noqa: PLR2004 - nothing to keep up
            return
        for operator in ("cloudnative-pg", "plugin-barman-cloud"):
            Resource(
                self,
                operator,
                {
                    "apiVersion": "policy/v1",
                    "kind": "PodDisruptionBudget",
                    "metadata": metadata(
                        operator,
                        NAMESPACES[operator],
                        app=operator,
                        component="operator",
                        version="1",
                    ),
                    "spec": {
                        "maxUnavailable": 1,
                        "unhealthyPodEvictionPolicy": "AlwaysAllow",
                        "selector": {"matchLabels": {NAME_LABEL: operator}},
                    },
                },
            )


def velero(settings: Settings) -> Body:
    """Values of Velero: one server, and agents that move snapshots without host folders.

    Locations and schedules are objects of our own. There is no job that upgrades definitions:
    Argo CD applies those of the chart.
    """
    plugin = settings.image("plugin")
    server = {**CONTAINER_SECURITY, "runAsUser": VELERO_USER}
    return {
        "image": settings.image("server").digested(),
        "initContainers": [
            {
                "name": "velero-plugin-for-aws",
                "image": f"{plugin.repository}:{plugin.pinned_tag}",
                "imagePullPolicy": "IfNotPresent",
                "volumeMounts": [{"mountPath": "/target", "name": "plugins"}],
                "securityContext": server,
                "resources": resources("50m", "128Mi"),
            }
        ],
        "resources": resources("250m", "1Gi"),
        "podSecurityContext": {**POD_SECURITY, "fsGroup": VELERO_USER},
        "containerSecurityContext": server,
        "priorityClassName": settings.priority,
        "credentials": {"useSecret": True, "existingSecret": VELERO_SECRET},
        "backupsEnabled": False,
        "snapshotsEnabled": False,
        "schedules": {},
        "deployNodeAgent": True,
        "nodeAgent": {
            "disableHostPath": True,
            "resources": resources("50m", "512Mi"),
            "priorityClassName": settings.priority,
            "podSecurityContext": {"runAsUser": 0, "seccompProfile": {"type": "RuntimeDefault"}},
            "containerSecurityContext": {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
            },
        },
        "configuration": {
            "backupStorageLocation": [],
            "volumeSnapshotLocation": [],
            "defaultVolumesToFsBackup": False,
            "uploaderType": "kopia",
            "logFormat": "json",
        },
        "rbac": {"create": True, "clusterAdministrator": True},
        "metrics": {
            "enabled": True,
            "serviceMonitor": {"enabled": False},
            "prometheusRule": {"enabled": False},
        },
        "upgradeCRDs": False,
        "cleanUpCRDs": False,
    }


POSTGRES = OperatorChart(
    wave=-12,
    values=postgres,
    kinds=APP_KINDS,
    cluster_kinds=(
        *crds("postgresql.cnpg.io"),
        *cluster_roles("cloudnative-pg"),
        *((*kind, "cnpg-*") for kind in POSTGRES_WEBHOOKS),
    ),
    injected=POSTGRES_WEBHOOKS,
)
BACKUP_PLUGIN = OperatorChart(
    wave=-11,
    values=backup_plugin,
    kinds=(
        *APP_KINDS,
        ("", "Secret"),  # the name of the sidecar's image, nothing confidential
        ("cert-manager.io", "Certificate"),
        ("cert-manager.io", "Issuer"),
    ),
    # Helper roles of this chart have names of their own, such as `metrics-reader`.
    cluster_kinds=(
        *crds("barmancloud.cnpg.io"),
        (RBAC, "ClusterRole"),
        (RBAC, "ClusterRoleBinding"),
    ),
)
VELERO = OperatorChart(
    wave=10,
    values=velero,
    kinds=(*APP_KINDS, ("apps", "DaemonSet")),
    # Restores bring back any kind, so this operator is bound to cluster-admin.
    cluster_kinds=(*crds("velero.io"), (RBAC, "ClusterRoleBinding", "velero*")),
)
