"""PostgreSQL without an operator: one instance, its roles and databases, nightly dumps.

Source: documentation of the `postgres` image (https://hub.docker.com/_/postgres) and PostgreSQL 18.
"""

from __future__ import annotations

from dataclasses import replace

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.controllers import Stateful
from dotmac_manifests.components.dumps import Dump, FinalDump, NightlyDump
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.jobs import Task
from dotmac_manifests.components.pods import (
    Probes,
    command,
    config_volume,
    container,
    environment,
    scratch,
    secret_volume,
)
from dotmac_manifests.components.postgres_settings import parameters
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.s3 import S3Access
from dotmac_manifests.components.secrets import config_map, external_secret
from dotmac_manifests.components.workload import Workload
from dotmac_manifests.plan.model import TenantPlan

NAME = "postgres"
INIT = "postgres-init"
BACKUP = "postgres-backup"
SUPERUSER = "postgres-superuser"
COMPONENT = "database"
PORT = 5432
SECRETS = "/run/secrets"
OWNERS = ("isp-backend", "netbox")
"""Components that own a database; FreeRADIUS is a guest in the backend's."""

INIT_WAVE = -12
"""After the instance is healthy, before any client starts."""

_SQL = """\
SELECT format('CREATE ROLE %I LOGIN', :'role')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \\gexec
SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', :'role', :'password') \\gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role')
WHERE :'database' <> '' AND
  NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
"""
"""Creates what is missing and sets the password; an empty database name makes a guest."""


class StandalonePostgres(Component):
    """A single PostgreSQL with a claim: nothing here fails over, whatever the plan's replicas.

    A task makes roles and databases at every sync, so that a changed password or a component
    that was turned on later arrives too. Connections are not encrypted.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "standalone")
        self._plan, self._home = plan, Home.of_tenant(plan)
        self._image = plan.images[NAME]
        self._components = [
            name for name in sorted(plan.database.roles) if name in OWNERS or plan.has(name)
        ]
        self._server()
        if plan.storing:
            self._init()
        self._backup()

    def _server(self) -> None:
        plan, size = self._plan, self._plan.sizes[NAME]
        external_secret(
            self,
            Owner(plan.namespace, NAME, COMPONENT, tag_of(self._image)),
            SUPERUSER,
            path=plan.secret_path(SUPERUSER),
            keys={"password": "password"},
        )
        settings = parameters(size.limits["memory"], plan.database.storage)
        ready = ("pg_isready", "--host=127.0.0.1", "--username=postgres")
        server = container(
            NAME,
            self._image,
            size,
            args=["postgres", *(f"--{name}={value}" for name, value in settings.items())],
            env=environment(
                {
                    # The image's own holds its major, so that a new one would start afresh.
                    "PGDATA": "/var/lib/postgresql/pgdata",
                    "POSTGRES_INITDB_ARGS": "--data-checksums --encoding=UTF8",
                    "POSTGRES_PASSWORD_FILE": f"{SECRETS}/{SUPERUSER}/password",
                }
            ),
            ports={NAME: PORT},
            probes=Probes(
                ready=command(*ready),
                live=command(*ready, "--timeout=4"),
                start_seconds=600,
            ),
            mounts={
                "/var/lib/postgresql": "data",
                "/var/run/postgresql": "run",
                "/tmp": "tmp",
                "/dev/shm": "shm",
                f"{SECRETS}/{SUPERUSER}:ro": SUPERUSER,
            },
        )
        workload = Workload(
            name=NAME,
            component=COMPONENT,
            version=tag_of(self._image),
            size=replace(
                size,
                replicas=min(1, size.replicas),
                max_replicas=min(1, size.max_replicas),
                storage=plan.database.storage,
            ),
            containers=[server],
            volumes=[
                secret_volume(SUPERUSER, SUPERUSER),
                scratch("run", "16Mi"),
                scratch("tmp"),
                scratch("shm", "128Mi", memory=True),
            ],
            ports={NAME: (PORT, NAME, "TCP")},
            grace_seconds=120,
        )
        Stateful(self, self._home, workload)

    def _init(self) -> None:
        plan = self._plan
        config_map(
            self,
            Owner(plan.namespace, INIT, COMPONENT, tag_of(self._image)),
            INIT,
            {"init.sh": self._script(), "role.sql": _SQL},
        )
        secrets = [SUPERUSER, *(f"{NAME}-{name}" for name in self._components)]
        body = container(
            "init",
            self._image,
            plan.sizes["job"],
            entrypoint=["/bin/bash", "/scripts/init.sh"],
            env=environment({"PGHOST": NAME, "PGUSER": "postgres", "PGDATABASE": "postgres"}),
            mounts={
                "/scripts:ro": "scripts",
                **{f"{SECRETS}/{name}:ro": name for name in secrets},
            },
        )
        workload = Workload(
            name=INIT,
            component=COMPONENT,
            version=tag_of(self._image),
            size=plan.sizes["job"],
            containers=[body],
            volumes=[
                config_volume("scripts", INIT),
                *(secret_volume(name, name) for name in secrets),
            ],
        )
        Task(self, self._home, workload, wave=INIT_WAVE, deadline_seconds=600)

    def _script(self) -> str:
        """psql itself reads the passwords from their files: none is ever an argument."""
        database = self._plan.database
        lines = [
            "set -euo pipefail",
            f'PGPASSWORD="$(cat {SECRETS}/{SUPERUSER}/password)"',
            "export PGPASSWORD",
            'query() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 "$@"; }',
            "role() { # folder of its Secret, database that it owns",
            "  {",
            "    printf '\\\\set role `cat %s/username`\\n' \"$1\"",
            "    printf '\\\\set password `cat %s/password`\\n' \"$1\"",
            "    cat /scripts/role.sql",
            '  } | query --set=database="$2"',
            "}",
        ]
        for name in self._components:
            owned = database.databases[name] if name in OWNERS else ""
            lines.append(f'role {SECRETS}/{NAME}-{name} "{owned}"')
        ltree = "CREATE EXTENSION IF NOT EXISTS ltree"
        lines.append(f'query --dbname={database.databases["netbox"]} --command="{ltree}"')
        return "\n".join(lines) + "\n"

    def _backup(self) -> None:
        plan, database = self._plan, self._plan.database
        secrets = [f"{NAME}-{component}" for component in OWNERS]
        dump = Dump(
            name=BACKUP,
            image=plan.images["backup-tools"],
            size=plan.sizes["job"],
            folder=NAME,
            commands={
                f"{database.databases[component]}.dump": _dump(
                    f"{NAME}-{component}",
                    database.roles[component],
                    database.databases[component],
                )
                for component in OWNERS
            },
            retention_days=plan.retention_days,
            suspended=not plan.storing,
            mounts={f"{SECRETS}/{name}:ro": name for name in secrets},
            volumes=[secret_volume(name, name) for name in secrets],
        )
        store = S3Access.of_tenant(plan)
        NightlyDump(self, self._home, dump, store)
        if plan.final_backup and plan.storing:
            FinalDump(self, self._home, dump, store)


def _dump(secret: str, role: str, database: str) -> str:
    """Each database is dumped by its owner, as it was at one moment."""
    return (
        f'PGPASSWORD="$(cat {SECRETS}/{secret}/password)" '
        f"pg_dump --host={NAME} --username={role} --format=custom --dbname={database}"
    )
