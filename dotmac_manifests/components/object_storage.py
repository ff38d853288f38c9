"""S3 inside the cluster (RustFS), for regions without a provider's.

Source: RustFS documentation, "Environment variables" and "Kubernetes".
"""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.pods import (
    Probes,
    container,
    environment,
    http,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

NAME = "object-storage"
ADMIN_SECRET = "object-storage-admin"
PORT = 9000


class ObjectStorage(Component):
    """One drive for each server; several servers form one erasure-coded pool.

    The number of servers is fixed by the first start: a pool grows by adding another pool, not
    by more replicas.
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "object-storage-servers")
        if region.spec.object_storage.mode != "in-cluster":
            return
        home = Home.of_shared(region)
        image = region.images[NAME]
        external_secret(
            self,
            Owner(home.namespace, NAME, "storage", tag_of(image)),
            ADMIN_SECRET,
            path=names.region_secret_path(region.name, ADMIN_SECRET),
            keys={"access-key": "access-key", "secret-key": "secret-key"},
        )
        size = region.shared_sizes[NAME]
        server = container(
            "rustfs",
            image,
            size,
            entrypoint=["/usr/bin/rustfs"],
            env=environment(
                {
                    "RUSTFS_ACCESS_KEY_FILE": "/run/secrets/admin/access-key",
                    "RUSTFS_ADDRESS": f":{PORT}",
                    "RUSTFS_CONSOLE_ENABLE": "false",
                    "RUSTFS_OBS_LOGGER_LEVEL": "info",
                    "RUSTFS_OBS_LOG_DIRECTORY": "",
                    "RUSTFS_REGION": region.spec.cloud_region,
                    "RUSTFS_SECRET_KEY_FILE": "/run/secrets/admin/secret-key",
                    "RUSTFS_VOLUMES": _volumes(size.replicas, home.namespace),
                }
            ),
            ports={"s3": PORT},
            probes=Probes(
                ready=http("/health/ready", "s3"), live=http("/health", "s3"), start_seconds=300
            ),
            mounts={"/data": "data", "/run/secrets/admin:ro": "admin", "/tmp": "tmp"},
        )
        workload = Workload(
            name=NAME,
            component="storage",
            version=tag_of(image),
            size=size,
            containers=[server],
            volumes=[secret_volume("admin", ADMIN_SECRET), scratch("tmp")],
            ports={"s3": (PORT, "s3", "TCP")},
            grace_seconds=60,
        )
        Stateful(self, home, workload, parallel=True)


def _volumes(replicas: int, namespace: str) -> str:
    """Drives of the pool; a single server keeps to its own."""
    if replicas == 1:
        return "/data"
    host = f"{NAME}-{{0...{replicas - 1}}}.{NAME}-headless.{namespace}.svc.cluster.local"
    return f"http://{host}:{PORT}/data"
