"""Access to one S3 bucket: endpoint, region, credentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dotmac_manifests.components.pods import secret_volume
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
KEYS = "/run/secrets/object-storage"


@dataclass(frozen=True, kw_only=True)
class S3Access:
    """A bucket; Secret ``secret`` has the keys `access-key` and `secret-key`.

    ``region`` is the name that requests are signed with.
    """

    endpoint: str
    bucket: str
    region: str
    secret: str = "object-storage"

    @classmethod
    def of_tenant(cls, plan: TenantPlan) -> S3Access:
        """The tenant's own bucket."""
        return cls(
            endpoint=plan.region.object_storage_url,
            bucket=plan.bucket,
            region=plan.region.spec.cloud_region,
        )

    def rclone(self) -> dict[str, str]:
        """Environment of rclone's nameless remote `:s3:`, but for the credentials.

        Parts of 32Mi let a stream of unknown length grow to 312Gi, with two parts in memory.
        Source: https://rclone.org/s3/
        """
        return {
            "RCLONE_S3_PROVIDER": "Other",
            "RCLONE_S3_ENDPOINT": self.endpoint,
            "RCLONE_S3_REGION": self.region,
            "RCLONE_S3_NO_CHECK_BUCKET": "true",
            "RCLONE_S3_CHUNK_SIZE": "32Mi",
            "RCLONE_S3_UPLOAD_CONCURRENCY": "2",
        }

    @property
    def mounts(self) -> dict[str, str]:
        """Where a container finds the keys."""
        return {f"{KEYS}:ro": "object-storage"}

    @property
    def volumes(self) -> list[Body]:
        """The volumes behind `mounts`."""
        return [secret_volume("object-storage", self.secret)]
