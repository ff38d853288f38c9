"""A tenant's PostgreSQL, in the mode that the plan decided, and the credentials of its roles."""

from __future__ import annotations

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.home import Home
from dotmac_manifests.components.postgres_cnpg import CnpgCluster, CnpgDatabase, CnpgSettings
from dotmac_manifests.components.postgres_statefulset import StandalonePostgres
from dotmac_manifests.components.resource import Component, Owner, tag_of
from dotmac_manifests.components.s3 import S3Access
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.plan.model import TenantPlan

NAME = "postgres"
BACKEND, NETBOX, FREERADIUS = "isp-backend", "netbox", "freeradius"


class Postgres(Component):
    """The tenant's databases: one of the backend's, one of NetBox's, each with its own owner.

    FreeRADIUS has a role of its own that may only log in; the backend's migrations make the
    tables that it reads and writes, and grant it these. In mode external the provider of the
    database makes roles, databases and backups, and only the credentials are rendered.
    """

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, NAME)
        for component in (BACKEND, NETBOX, *([FREERADIUS] if plan.has(FREERADIUS) else [])):
            role_secret(
                self,
                plan.namespace,
                name=f"{NAME}-{component}",
                role=plan.database.roles[component],
                path=plan.secret_path(f"{NAME}-{component}"),
                version=tag_of(plan.images[NAME]),
            )
        if plan.database.mode == "cnpg":
            CnpgCluster(self, Home.of_tenant(plan), _settings(plan))
        elif plan.database.mode == "statefulset":
            StandalonePostgres(self, plan)


def role_secret(
    scope: Construct, namespace: str, *, name: str, role: str, path: str, version: str
) -> None:
    """Secret ``name`` with the name and password of a role; the store keeps `password` only.

    CloudNativePG sets the role's password anew whenever a Secret with the reload label changes.
    """
    external_secret(
        scope,
        Owner(namespace, NAME, "database", version),
        name,
        path=path,
        keys={"password": "password"},
        secret_type="kubernetes.io/basic-auth",
        template={"username": role, "password": "{{ .password }}"},
        labels={"cnpg.io/reload": "true"},
    )


def _settings(plan: TenantPlan) -> CnpgSettings:
    database, size = plan.database, plan.sizes[NAME]
    others = [name for name in (NETBOX, FREERADIUS) if name == NETBOX or plan.has(name)]
    return CnpgSettings(
        image=plan.images["postgres-cnpg"],
        size=size,
        instances=database.instances,
        storage=database.storage,
        database=database.databases[BACKEND],
        owner=database.roles[BACKEND],
        owner_secret=f"{NAME}-{BACKEND}",
        store=S3Access.of_tenant(plan),
        retention_days=plan.retention_days,
        final=plan.final_backup,
        roles={database.roles[name]: f"{NAME}-{name}" for name in others},
        databases=[
            CnpgDatabase(
                name=NETBOX,
                database=database.databases[NETBOX],
                owner=database.roles[NETBOX],
                extensions=["ltree"],
            )
        ],
    )
