"""Backups of a CloudNativePG cluster by the Barman Cloud plugin: what the operator is told.

Source: Barman Cloud CNPG-I plugin documentation, "Usage"; CloudNativePG 1.30, "Backup".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dotmac_manifests.components.jobs import nightly
from dotmac_manifests.components.s3 import S3Access

Body = dict[str, Any]
API = "barmancloud.cnpg.io/v1"
PLUGIN = "barman-cloud.cloudnative-pg.io"

SIDECAR: Mapping[str, Mapping[str, str]] = {
    "requests": {"cpu": "50m", "memory": "256Mi", "ephemeral-storage": "256Mi"},
    "limits": {"cpu": "250m", "memory": "256Mi", "ephemeral-storage": "256Mi"},
}
"""Part of each pod's size that the backup sidecar gets; PostgreSQL has the rest."""


def archive(name: str, store: S3Access, retention_days: int) -> Body:
    """Spec of the ObjectStore of a cluster: base backups and the log since."""
    environment = {
        "AWS_DEFAULT_REGION": store.region,
        # Newer checksums are unknown to many S3 servers.
        "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
        "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required",
    }
    return {
        "configuration": {
            "destinationPath": f"s3://{store.bucket}/{name}",
            "endpointURL": store.endpoint,
            "s3Credentials": {
                "accessKeyId": {"name": store.secret, "key": "access-key"},
                "secretAccessKey": {"name": store.secret, "key": "secret-key"},
            },
            "wal": {"compression": "gzip", "maxParallel": 2},
            "data": {
                "compression": "gzip",
                "jobs": 1,
                # Parts wait on the pod's scratch space; smaller archives have smaller parts.
                "additionalCommandArgs": ["--max-archive-size=20GB"],
            },
        },
        "retentionPolicy": f"{retention_days}d",
        "instanceSidecarConfiguration": {
            "env": [{"name": key, "value": value} for key, value in environment.items()],
            "resources": {kind: dict(amount) for kind, amount in SIDECAR.items()},
        },
    }


def every_night(name: str, seed: str, *, suspended: bool) -> Body:
    """Spec of the ScheduledBackup of a cluster; ``seed`` chooses its minute of the night."""
    hour, minute = nightly(seed, 23, 2)
    return {
        **once(name),
        "schedule": f"0 {minute} {hour} * * *",
        "backupOwnerReference": "self",
        "immediate": True,
        "suspend": suspended,
    }


def once(name: str) -> Body:
    """Spec of a Backup of a cluster, whose status is the evidence.

    Removing the object removes no data, and a hibernated cluster, whose plugin does not run, clears
    no old backup either.
    """
    return {
        "cluster": {"name": name},
        "method": "plugin",
        "pluginConfiguration": {"name": PLUGIN},
    }
