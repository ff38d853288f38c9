"""CloudNativePG: Database and ScheduledBackup.

Source: CloudNativePG 1.30 API reference (`postgresql.cnpg.io/v1`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Items,
    LocalReference,
    Model,
    Resource,
    StringMap,
    Text,
)

Ensure = Literal["present", "absent"]

SixFieldCron = Annotated[
    str, Field(pattern=r"^(@(\S+)( \S+)?|\S+( \S+){5})$", examples=["0 30 2 * * *"])
]
"""A cron line that starts with the seconds, or a shorthand such as `@daily`."""


class Extension(Model):
    """An extension of the database."""

    name: Text
    ensure: Ensure | None = None
    version: Text | None = None
    schema_: Text | None = Field(default=None, alias="schema")


class Schema(Model):
    """A schema of the database."""

    name: Text
    owner: Text | None = None
    ensure: Ensure | None = None


class DatabaseSpec(Model):
    """A database and who owns it."""

    name: Text
    owner: Text
    cluster: LocalReference
    ensure: Ensure | None = None
    database_reclaim_policy: Literal["delete", "retain"] | None = None
    allow_connections: bool | None = None
    connection_limit: Annotated[int, Field(ge=-1)] | None = None
    is_template: bool | None = None
    template: Text | None = None
    encoding: Text | None = None
    locale: Text | None = None
    locale_provider: Text | None = None
    locale_collate: Text | None = None
    locale_c_type: Text | None = None
    icu_locale: Text | None = None
    icu_rules: Text | None = None
    builtin_locale: Text | None = None
    collation_version: Text | None = None
    tablespace: Text | None = None
    extensions: Items[Extension] | None = None
    schemas: Items[Schema] | None = None


class Database(Resource):
    """A database inside a cluster."""

    api_version: Literal["postgresql.cnpg.io/v1"]
    kind: Literal["Database"]
    spec: DatabaseSpec


class PluginConfiguration(Model):
    """The plugin that takes the backup."""

    name: Text
    parameters: StringMap | None = None


class OnlineConfiguration(Model):
    """How an online volume snapshot waits."""

    immediate_checkpoint: bool | None = None
    wait_for_archive: bool | None = None


class BackupSpec(Model):
    """One backup of a cluster; the in-tree object store method is left out."""

    cluster: LocalReference
    method: Literal["plugin", "volumeSnapshot"]
    plugin_configuration: PluginConfiguration | None = None
    online: bool | None = None
    online_configuration: OnlineConfiguration | None = None
    target: Literal["primary", "prefer-standby"] | None = None


class Backup(Resource):
    """A backup that is taken once."""

    api_version: Literal["postgresql.cnpg.io/v1"]
    kind: Literal["Backup"]
    spec: BackupSpec


class ScheduledBackupSpec(Model):
    """When and how a cluster is backed up; the in-tree object store method is left out."""

    schedule: SixFieldCron
    cluster: LocalReference
    method: Literal["plugin", "volumeSnapshot"]
    plugin_configuration: PluginConfiguration | None = None
    immediate: bool | None = None
    suspend: bool | None = None
    online: bool | None = None
    online_configuration: OnlineConfiguration | None = None
    target: Literal["primary", "prefer-standby"] | None = None
    backup_owner_reference: Literal["none", "self", "cluster"] | None = None


class ScheduledBackup(Resource):
    """Backups by the clock."""

    api_version: Literal["postgresql.cnpg.io/v1"]
    kind: Literal["ScheduledBackup"]
    spec: ScheduledBackupSpec
