"""PostgreSQL by CloudNativePG: the cluster, its roles and databases, and its backups.

Source: CloudNativePG 1.30 documentation; Barman Cloud CNPG-I plugin documentation, "Usage".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dotmac_manifests.components import cnpg_backups as backups
from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.postgres_settings import parameters
from dotmac_manifests.components.resource import (
    CONFIRMED,
    LAST_WAVE,
    SYNC_WAVE,
    Component,
    Resource,
    metadata,
    tag_of,
)
from dotmac_manifests.components.s3 import S3Access
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.labels import object_labels
from dotmac_manifests.plan.metrics import CNPG_CLUSTER_KEY
from dotmac_manifests.plan.model import WorkloadSize

Body = dict[str, Any]
API = "postgresql.cnpg.io/v1"
COMPONENT = "database"
HIBERNATION = {"cnpg.io/hibernation": "on", SYNC_WAVE: str(LAST_WAVE)}
"""Stops all instances and keeps their volumes. Argo CD calls such a cluster Suspended and would
wait for it for ever, unless nothing stands behind it: hence the last wave."""


@dataclass(frozen=True, kw_only=True)
class CnpgDatabase:
    """A further database; ``name`` is its object's."""

    name: str
    database: str
    owner: str
    extensions: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class CnpgSettings:
    """What a cluster is made of.

    ``owner`` owns ``database``; its Secret ``owner_secret`` and those of ``roles`` (role to
    Secret) are of type kubernetes.io/basic-auth. ``size`` is that of a whole pod: the sidecar's
    share is taken from it; zero replicas hibernate the cluster, which keeps its ``instances``: a
    smaller number would make the operator delete the volumes of the others. ``final`` takes a
    last base backup, once.
    """

    image: str
    size: WorkloadSize
    instances: int
    storage: str
    database: str
    owner: str
    owner_secret: str
    store: S3Access
    retention_days: int
    roles: Mapping[str, str] = field(default_factory=dict)
    databases: Sequence[CnpgDatabase] = ()
    name: str = "postgres"
    final: bool = False

    @property
    def hibernated(self) -> bool:
        """Whether it stands still."""
        return self.size.replicas == 0


class CnpgCluster(Component):
    """A PostgreSQL cluster with continuous archiving and a nightly base backup.

    Services `<name>-rw`, `-ro` and `-r` are the operator's. Pods run as the image's own user 26,
    which initdb needs to find in the image's list of users.
    """

    def __init__(self, scope: Construct, home: Home, settings: CnpgSettings) -> None:
        super().__init__(scope, f"cnpg-{settings.name}")
        self._home, self._settings = home, settings
        name = settings.name
        archive = backups.archive(name, settings.store, settings.retention_days)
        self._resource("ObjectStore", name, archive, api_version=backups.API)
        # Removing these removes the data.
        annotations = {**CONFIRMED, **(HIBERNATION if settings.hibernated else {})}
        self._resource("Cluster", name, self._cluster(), annotations)
        for database in settings.databases:
            self._resource("Database", database.name, self._database(database), CONFIRMED)
        seed = f"{home.namespace}/{name}"
        every_night = backups.every_night(name, seed, suspended=settings.hibernated)
        self._resource("ScheduledBackup", name, every_night)
        if settings.final:
            self._resource("Backup", f"{name}-final", backups.once(name))

    def _resource(
        self,
        kind: str,
        name: str,
        spec: Body,
        annotations: Mapping[str, str] | None = None,
        api_version: str = API,
    ) -> None:
        Resource(
            self,
            f"{kind.lower()}-{name}",
            {
                "apiVersion": api_version,
                "kind": kind,
                "metadata": metadata(
                    name,
                    self._home.namespace,
                    app=self._settings.name,
                    component=COMPONENT,
                    version=tag_of(self._settings.image),
                    annotations=annotations,
                ),
                "spec": spec,
            },
        )

    def _cluster(self) -> Body:
        settings, home = self._settings, self._home
        resources = _without_sidecar(settings.size)
        spec: Body = {
            "instances": settings.instances,
            "imageName": settings.image,
            "imagePullPolicy": "Always",
            "imagePullSecrets": [{"name": home.pull_secret}],
            "primaryUpdateStrategy": "unsupervised",
            "primaryUpdateMethod": "switchover" if settings.instances > 1 else "restart",
            "enableSuperuserAccess": False,
            "enablePDB": settings.instances > 1,
            "priorityClassName": home.priority_class,
            "seccompProfile": {"type": "RuntimeDefault"},
            "inheritedMetadata": {
                "labels": object_labels(settings.name, COMPONENT, tag_of(settings.image))
            },
            "storage": {"size": settings.storage, "storageClass": home.storage_class},
            "ephemeralVolumesSizeLimit": {
                "shm": "128Mi",
                # The rest of the pod's limit is for its logs.
                "temporaryData": resources["limits"]["ephemeral-storage"],
            },
            "resources": resources,
            "affinity": _affinity(home.topology_region),
            "bootstrap": {
                "initdb": {
                    "database": settings.database,
                    "owner": settings.owner,
                    "secret": {"name": settings.owner_secret},
                    "dataChecksums": True,
                    "encoding": "UTF8",
                }
            },
            "postgresql": self._postgresql(resources["limits"]["memory"]),
            "plugins": [
                {
                    "name": backups.PLUGIN,
                    "isWALArchiver": True,
                    "parameters": {"barmanObjectName": settings.name},
                }
            ],
        }
        if settings.roles:
            spec["managed"] = {"roles": [_role(*item) for item in sorted(settings.roles.items())]}
        if settings.instances > 1:
            spec["topologySpreadConstraints"] = [_spread(settings.name)]
        return spec

    def _postgresql(self, memory: str) -> Body:
        settings = self._settings
        found: Body = {
            "parameters": parameters(memory, settings.storage),
            # The operator's own rules come first, its rule for passwords comes last.
            "pg_hba": ["hostnossl all all all reject"],
        }
        if settings.instances > 1:
            # A commit waits for one standby as long as there is one.
            found["synchronous"] = {"method": "any", "number": 1, "dataDurability": "preferred"}
        return found

    def _database(self, database: CnpgDatabase) -> Body:
        spec: Body = {
            "name": database.database,
            "owner": database.owner,
            "cluster": {"name": self._settings.name},
            "ensure": "present",
            "databaseReclaimPolicy": "retain",
        }
        if database.extensions:
            spec["extensions"] = [
                {"name": name, "ensure": "present"} for name in database.extensions
            ]
        return spec


def _without_sidecar(size: WorkloadSize) -> dict[str, dict[str, str]]:
    """What is left of a pod's size for PostgreSQL itself."""
    return {
        kind: {
            name: str(Quantity.parse(amount) - Quantity.parse(backups.SIDECAR[kind][name]))
            for name, amount in whole.items()
        }
        for kind, whole in size.resources.items()
    }


def _role(name: str, secret: str) -> Body:
    return {
        "name": name,
        "ensure": "present",
        "login": True,
        "passwordSecret": {"name": secret},
    }


def _affinity(region: str) -> Body:
    term = {
        "matchExpressions": [
            {"key": "topology.kubernetes.io/region", "operator": "In", "values": [region]}
        ]
    }
    return {
        "enablePodAntiAffinity": True,
        "podAntiAffinityType": "preferred",
        "topologyKey": "topology.kubernetes.io/zone",
        "nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}
        },
    }


def _spread(name: str) -> Body:
    return {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": {CNPG_CLUSTER_KEY: name}},
    }
