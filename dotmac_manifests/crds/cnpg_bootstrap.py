"""CloudNativePG: how a cluster starts and which roles and services it manages.

Source: CloudNativePG 1.30 documentation, "Bootstrap", "PostgreSQL role management", "Service
management".
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Items,
    KeyReference,
    LabelsAndAnnotations,
    LocalReference,
    Model,
    ServiceSpec,
    SomeItems,
    StringMap,
    Text,
)

WalSegmentSize = Annotated[int, Field(ge=1, le=1024)]
"""Megabytes."""


class SqlReferences(Model):
    """SQL kept in ConfigMaps and Secrets."""

    config_map_refs: Items[KeyReference] | None = None
    secret_refs: Items[KeyReference] | None = None


class ImportSource(Model):
    """The external cluster that is copied."""

    external_cluster: Text


class Import(Model):
    """A logical import of databases from another cluster."""

    type: Literal["microservice", "monolith"]
    databases: SomeItems[Text]
    roles: Items[Text] | None = None
    source: ImportSource
    schema_only: bool | None = None
    post_import_application_sql: Items[Text] | None = Field(
        default=None, alias="postImportApplicationSQL"
    )


class InitDb(Model):
    """A new, empty cluster."""

    database: Text | None = None
    owner: Text | None = None
    secret: LocalReference | None = None
    data_checksums: bool | None = None
    encoding: Text | None = None
    locale: Text | None = None
    locale_collate: Text | None = None
    locale_c_type: Text | None = None
    locale_provider: Text | None = None
    icu_locale: Text | None = None
    icu_rules: Text | None = None
    builtin_locale: Text | None = None
    wal_segment_size: WalSegmentSize | None = None
    options: Items[Text] | None = None
    post_init_sql: Items[Text] | None = Field(default=None, alias="postInitSQL")
    post_init_application_sql: Items[Text] | None = Field(
        default=None, alias="postInitApplicationSQL"
    )
    post_init_template_sql: Items[Text] | None = Field(default=None, alias="postInitTemplateSQL")
    post_init_sql_refs: SqlReferences | None = Field(default=None, alias="postInitSQLRefs")
    post_init_application_sql_refs: SqlReferences | None = Field(
        default=None, alias="postInitApplicationSQLRefs"
    )
    import_: Import | None = Field(default=None, alias="import")


class RecoveryTarget(Model):
    """The point up to which the write-ahead log is replayed."""

    backup_id: Text | None = Field(default=None, alias="backupID")
    target_time: Text | None = None
    target_name: Text | None = None
    target_lsn: Text | None = Field(default=None, alias="targetLSN")
    target_xid: Text | None = Field(default=None, alias="targetXID")
    target_tli: Text | None = Field(default=None, alias="targetTLI")
    target_immediate: bool | None = None
    exclusive: bool | None = None


class Recovery(Model):
    """A cluster restored from a backup."""

    exactly_one: ClassVar = ("source", "backup")

    source: Text | None = None
    backup: LocalReference | None = None
    database: Text | None = None
    owner: Text | None = None
    secret: LocalReference | None = None
    recovery_target: RecoveryTarget | None = None


class BaseBackup(Model):
    """A cluster copied from a running one."""

    source: Text
    database: Text | None = None
    owner: Text | None = None
    secret: LocalReference | None = None


class Bootstrap(Model):
    """Where the first data come from."""

    exactly_one: ClassVar = ("initdb", "recovery", "pg_basebackup")

    initdb: InitDb | None = None
    recovery: Recovery | None = None
    pg_basebackup: BaseBackup | None = Field(default=None, alias="pg_basebackup")


class Plugin(Model):
    """A plugin of the operator, such as `barman-cloud.cloudnative-pg.io`."""

    name: Text
    enabled: bool | None = None
    is_wal_archiver: bool | None = Field(default=None, alias="isWALArchiver")
    parameters: StringMap | None = None


class ExternalCluster(Model):
    """Another cluster, by connection or by its backups."""

    name: Text
    connection_parameters: StringMap | None = None
    password: KeyReference | None = None
    ssl_cert: KeyReference | None = None
    ssl_key: KeyReference | None = None
    ssl_root_cert: KeyReference | None = None
    plugin: Plugin | None = None


class Replica(Model):
    """A cluster that follows another one, possibly in another region."""

    source: Text
    enabled: bool | None = None
    primary: Text | None = None
    self_: Text | None = Field(default=None, alias="self")
    promotion_token: Text | None = None
    min_apply_delay: Text | None = None


class Role(Model):
    """A PostgreSQL role that the operator keeps as described."""

    name: Text
    ensure: Literal["present", "absent"] | None = None
    comment: str | None = None
    login: bool | None = None
    superuser: bool | None = None
    createdb: bool | None = None
    createrole: bool | None = None
    inherit: bool | None = None
    replication: bool | None = None
    bypassrls: bool | None = None
    in_roles: Items[Text] | None = None
    connection_limit: Annotated[int, Field(ge=-1)] | None = None
    valid_until: Text | None = None
    password_secret: LocalReference | None = None
    disable_password: bool | None = None


class ServiceTemplateMetadata(LabelsAndAnnotations):
    """Name, labels and annotations of a service."""

    name: Text | None = None


class ServiceTemplate(Model):
    """A service to be made."""

    metadata: ServiceTemplateMetadata | None = None
    spec: ServiceSpec | None = None


class AdditionalService(Model):
    """A service besides the operator's own."""

    selector_type: Literal["rw", "r", "ro"]
    service_template: ServiceTemplate
    update_strategy: Literal["patch", "replace"] | None = None


class ManagedServices(Model):
    """Which services exist."""

    disabled_default_services: Items[Literal["r", "ro"]] | None = None
    additional: Items[AdditionalService] | None = None


class Managed(Model):
    """What the operator manages inside PostgreSQL and around it."""

    roles: Items[Role] | None = None
    services: ManagedServices | None = None
