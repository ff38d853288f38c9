"""Where a region's backups go: a bucket outside the cluster, which survives it.

Source: https://velero.io/docs/main/api-types/backupstoragelocation/ and the reference of the AWS
plugin, which also speaks to other S3 endpoints.
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NAMESPACES

Body = dict[str, Any]
NAME = "default"


class BackupLocation(Component):
    """Velero's storage and snapshot locations.

    Volumes of other providers than AWS are snapshotted through CSI, which needs no location.
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "backup-location")
        self._locate(
            "BackupStorageLocation",
            {
                "provider": "aws",
                "default": True,
                "accessMode": "ReadWrite",
                "validationFrequency": "10m0s",
                "objectStorage": {"bucket": region.spec.backup.bucket, "prefix": region.name},
                "config": _s3(region),
            },
        )
        if region.spec.provider == "aws":
            self._locate(
                "VolumeSnapshotLocation",
                {"provider": "aws", "config": {"region": region.spec.cloud_region}},
            )

    def _locate(self, kind: str, spec: Body) -> None:
        Resource(
            self,
            kind.lower(),
            {
                "apiVersion": "velero.io/v1",
                "kind": kind,
                "metadata": metadata(
                    NAME, NAMESPACES["velero"], app="velero", component="backup", version="1"
                ),
                "spec": spec,
            },
        )


def _s3(region: RegionPlan) -> dict[str, str]:
    """Settings of the S3 client; only AWS knows its checksum and encryption headers."""
    common = {"region": region.spec.cloud_region, "s3Url": region.spec.backup.s3_url}
    if region.spec.provider == "aws":
        return {**common, "serverSideEncryption": "aws:kms"}
    return {**common, "s3ForcePathStyle": "true", "checksumAlgorithm": ""}
