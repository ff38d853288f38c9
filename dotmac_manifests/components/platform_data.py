"""The control plane's own state: PostgreSQL, with backups outside the cluster, and Redis."""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.platform_config import DATABASE, DATABASE_SECRET, REDIS_SECRET
from dotmac_manifests.components.postgres import role_secret
from dotmac_manifests.components.postgres_cnpg import CnpgCluster, CnpgSettings
from dotmac_manifests.components.redis import Valkey, ValkeySecret
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.s3 import S3Access
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import ControlPlanePlan

BACKUP_SECRET = "postgres-backup"


class PlatformDatabase(Component):
    """A CloudNativePG cluster in every region with a control plane.

    Its backups go to the region's bucket outside the cluster: with them, and with the Git
    repository, a control plane can be built anew elsewhere.
    """

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "platform-database")
        image, size = plan.images["postgres-cnpg"], plan.sizes["postgres"]
        role_secret(
            self,
            plan.namespace,
            name=DATABASE_SECRET,
            role=DATABASE,
            path=names.platform_secret_path("postgres"),
            version=tag_of(image),
        )
        external_secret(
            self,
            Owner(plan.namespace, "postgres", "backup", tag_of(image)),
            BACKUP_SECRET,
            path=names.platform_secret_path(BACKUP_SECRET),
            keys={"access-key": "access-key", "secret-key": "secret-key"},
        )
        backup = plan.region.spec.backup
        settings = CnpgSettings(
            image=image,
            size=size,
            instances=size.replicas,
            storage=size.storage or "40Gi",
            database=DATABASE,
            owner=DATABASE,
            owner_secret=DATABASE_SECRET,
            store=S3Access(
                endpoint=backup.s3_url,
                bucket=f"{backup.bucket}/{plan.namespace}",
                region=plan.region.spec.cloud_region,
                secret=BACKUP_SECRET,
            ),
            retention_days=plan.region.platform.backup.retention_days,
        )
        CnpgCluster(self, Home.of_platform(plan), settings)


class PlatformRedis(Component):
    """Broker, cache and sessions; it never evicts, since Celery's queue is in it."""

    def __init__(self, scope: Construct, plan: ControlPlanePlan) -> None:
        super().__init__(scope, "platform-redis")
        home, image = Home.of_platform(plan), plan.images["valkey"]
        path = names.platform_secret_path(REDIS_SECRET)
        ValkeySecret(self, home, name=REDIS_SECRET, image=image, path=path)
        Valkey(
            self,
            home,
            name="redis",
            image=image,
            size=plan.sizes["redis"],
            secret=REDIS_SECRET,
            policy="noeviction",
        )
