"""What the platform does for a tenant outside the tenant's own namespaces: backups, a bucket."""

from __future__ import annotations

from dotmac_manifests.components.backup_schedule import FinalBackup, NightlyBackup
from dotmac_manifests.components.bucket import OwnedBucket
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.resource import Component
from dotmac_manifests.plan.model import TenantPlan


class BackupSchedule(Component):
    """A nightly backup of the tenant's namespaces; and the last one, when it leaves."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, f"backup-of-{plan.slug}")
        own = [plan.namespace, *([plan.vpn_namespace] if plan.vpn_namespace else [])]
        labels = {"dotmac.io/tenant-slug": plan.slug}
        for backup in (NightlyBackup, *([FinalBackup] if plan.final_backup else [])):
            backup(self, plan.namespace, own, retention_days=plan.retention_days, labels=labels)


class Bucket(Component):
    """The tenant's own bucket, where the region's own object storage has it."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, f"bucket-of-{plan.slug}")
        OwnedBucket(
            self,
            plan.region,
            name=f"bucket-{plan.slug}",
            bucket=plan.bucket,
            secret=f"{plan.namespace}-object-storage",
            path=plan.secret_path("object-storage"),
        )
