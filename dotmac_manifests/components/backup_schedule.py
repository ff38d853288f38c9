"""Backups of namespaces by Velero, volumes included: every night, and once for good.

Source: https://velero.io/docs/v1.18/api-types/schedule/ and
https://velero.io/docs/v1.18/api-types/backup/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.jobs import nightly
from dotmac_manifests.components.resource import SYNC_OPTIONS, Component, Resource, metadata
from dotmac_manifests.plan.metrics import CNPG_CLUSTER_KEY
from dotmac_manifests.plan.operators import NAMESPACES

Body = dict[str, Any]


class NightlyBackup(Component):
    """A Schedule, in Velero's namespace, that takes ``namespaces`` between three and six, UTC.

    Backups carry ``labels`` and outlive the schedule.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        namespaces: Sequence[str],
        *,
        retention_days: int,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, f"backup-{name}")
        hour, minute = nightly(name, 3, 3)
        template = _spec(namespaces, retention_days)
        if labels:
            template["metadata"] = {"labels": dict(labels)}
        Resource(
            self,
            "schedule",
            {
                "apiVersion": "velero.io/v1",
                "kind": "Schedule",
                "metadata": metadata(
                    name,
                    NAMESPACES["velero"],
                    app="velero-schedule",
                    component="backup",
                    version="1",
                ),
                "spec": {
                    "schedule": f"{minute} {hour} * * *",
                    "paused": False,
                    "useOwnerReferencesInBackup": False,
                    "template": template,
                },
            },
        )


class FinalBackup(Component):
    """One Backup of ``namespaces``, taken as soon as it stands in Git, for ``retention_days``.

    Argo CD never removes it: its record, which Velero keeps beside the data, outlives the
    namespaces and the applications.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        namespaces: Sequence[str],
        *,
        retention_days: int,
        labels: Mapping[str, str],
    ) -> None:
        super().__init__(scope, f"final-backup-{name}")
        Resource(
            self,
            "backup",
            {
                "apiVersion": "velero.io/v1",
                "kind": "Backup",
                "metadata": metadata(
                    f"{name}-final",
                    NAMESPACES["velero"],
                    app="velero-schedule",
                    component="backup",
                    version="1",
                    labels=labels,
                    annotations={SYNC_OPTIONS: "Prune=false,Delete=false"},
                ),
                "spec": _spec(namespaces, retention_days),
            },
        )


def _spec(namespaces: Sequence[str], retention_days: int) -> Body:
    """What is taken: CloudNativePG's pods and volumes are left out, whose backup is the
    continuous archive, which a copy of a running database's volume is not; so are Secrets, which
    come back from the store."""
    return {
        "includedNamespaces": list(namespaces),
        "excludedResources": ["secrets"],
        "labelSelector": {
            "matchExpressions": [{"key": CNPG_CLUSTER_KEY, "operator": "DoesNotExist"}]
        },
        "storageLocation": "default",
        "snapshotMoveData": True,
        "defaultVolumesToFsBackup": False,
        "ttl": f"{retention_days * 24}h0m0s",
    }
