"""MongoDB, GenieACS's store: a replica set from the first member on, so that it can grow.

Source: MongoDB 8.0 manual, "Replication", "Self-Managed Internal/Membership Authentication" and
"Convert a Standalone Self-Managed mongod to a Replica Set".
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.dumps import Dump, FinalDump, NightlyDump
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jobs import Task
from dotmac_manifests.components.mongodb_scripts import (
    KEYFILE,
    REPLICA_SET,
    SECRETS,
    configuration,
    first_start,
    initiate,
    users,
)
from dotmac_manifests.components.pods import (
    Probes,
    checksum,
    config_volume,
    container,
    environment,
    scratch,
    secret_volume,
    tcp_open,
)
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.s3 import S3Access
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
NAME = "mongodb"
INIT = "mongodb-init"
BACKUP = "mongodb-backup"
COMPONENT = "database"
PORT = 27017
INIT_WAVE = -12
"""After the members are healthy, before GenieACS starts."""


def members(plan: TenantPlan) -> list[str]:
    """Host and port of each member, by the name that its own pod keeps."""
    return [
        f"{NAME}-{ordinal}.{NAME}-headless:{PORT}" for ordinal in range(plan.sizes[NAME].replicas)
    ]


class MongoDb(Component):
    """The members, a task that joins them to a set, and a nightly dump.

    Before its first start ordinal 0 makes the users while nothing but its own loopback can reach
    it. The task then logs in as one of them: it initiates the set, adds members that the plan
    has more, and sets GenieACS's password; it changes nothing when nothing changed. Members are
    not removed by themselves, since that may cost the set its majority; nor does the password of
    `root` follow the store, since the task needs it to log in.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "mongodb-servers")
        self._plan, self._home = plan, Home.of_tenant(plan)
        self._image = plan.images[NAME]
        self._version = tag_of(self._image)
        self._secret()
        self._members()
        if plan.storing:
            self._init()
        self._backup()

    def _secret(self) -> None:
        password = '{{ index . "genieacs-password"'
        external_secret(
            self,
            Owner(self._plan.namespace, NAME, COMPONENT, self._version),
            NAME,
            path=self._plan.secret_path(NAME),
            keys={key: key for key in ("genieacs-password", "keyfile", "root-password")},
            template={
                "genieacs-password": f"{password} }}}}",
                "keyfile": "{{ .keyfile }}",
                "mongodump.yaml": f"password: {password} | toJson }}}}\n",
                "root-password": '{{ index . "root-password" }}',
            },
        )

    def _members(self) -> None:
        size = self._plan.sizes[NAME]
        files = {
            "mongod.conf": configuration(size.limits["memory"]),
            "first-start.sh": first_start(f"{NAME}-0"),
            "users.js": users(),
        }
        config_map(self, Owner(self._plan.namespace, NAME, COMPONENT, self._version), NAME, files)
        mounts = {
            "/data/db": "data",
            "/etc/mongodb:ro": "config",
            KEYFILE.rpartition("/")[0]: "keyfile",
            "/tmp": "tmp",
        }
        home = environment({"HOME": "/tmp"})
        first = container(
            "first-start",
            self._image,
            size,
            entrypoint=["/bin/bash", "/etc/mongodb/first-start.sh"],
            env=home,
            mounts={**mounts, f"{SECRETS}:ro": "secret"},
        )
        server = container(
            NAME,
            self._image,
            size,
            entrypoint=["mongod", "--config=/etc/mongodb/mongod.conf"],
            env=home,
            ports={NAME: PORT},
            # A shell of MongoDB's own would cost a second of CPU at every probe.
            probes=Probes(ready=tcp_open(NAME), live=tcp_open(NAME), start_seconds=300),
            mounts=mounts,
        )
        workload = Workload(
            name=NAME,
            component=COMPONENT,
            version=self._version,
            size=size,
            init_containers=[first],
            containers=[server],
            volumes=[
                config_volume("config", NAME),
                scratch("keyfile", "1Mi", memory=True),
                secret_volume("secret", NAME),
                scratch("tmp"),
            ],
            ports={NAME: (PORT, NAME, "TCP")},
            pod_annotations=checksum(files),
            grace_seconds=60,
        )
        Stateful(self, self._home, workload)

    def _init(self) -> None:
        plan = self._plan
        config_map(
            self,
            Owner(plan.namespace, INIT, COMPONENT, self._version),
            INIT,
            {"init.js": initiate(members(plan)), "users.js": users()},
        )
        body = container(
            "init",
            self._image,
            plan.sizes["job"],
            entrypoint=["mongosh", "--quiet", "--norc", "--nodb", "--file=/scripts/init.js"],
            env=environment({"HOME": "/tmp"}),
            mounts={"/scripts:ro": "scripts", "/tmp": "tmp", f"{SECRETS}:ro": "secret"},
        )
        workload = Workload(
            name=INIT,
            component=COMPONENT,
            version=self._version,
            size=plan.sizes["job"],
            containers=[body],
            volumes=[config_volume("scripts", INIT), *self._client_volumes()],
        )
        Task(self, self._home, workload, wave=INIT_WAVE)

    @staticmethod
    def _client_volumes() -> list[Body]:
        keys = ("genieacs-password", "root-password")
        return [secret_volume("secret", NAME, {key: key for key in keys}), scratch("tmp")]

    def _backup(self) -> None:
        plan = self._plan
        command = (
            f"mongodump --config={SECRETS}/mongodump.yaml --host={REPLICA_SET}/{NAME}:{PORT} "
            "--username=genieacs --authenticationDatabase=genieacs --db=genieacs "
            "--readPreference=secondaryPreferred --numParallelCollections=1 --archive --gzip"
        )
        dump = Dump(
            name=BACKUP,
            image=plan.images["backup-tools"],
            size=plan.sizes["job"],
            folder=NAME,
            commands={"genieacs.archive.gz": command},
            retention_days=plan.retention_days,
            suspended=not plan.storing,
            mounts={f"{SECRETS}:ro": "secret"},
            volumes=[secret_volume("secret", NAME, {"mongodump.yaml": "mongodump.yaml"})],
        )
        store = S3Access.of_tenant(plan)
        NightlyDump(self, self._home, dump, store)
        if plan.final_backup and plan.storing:
            FinalDump(self, self._home, dump, store)
