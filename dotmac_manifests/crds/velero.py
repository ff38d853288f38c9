"""Velero: Backup, Schedule, BackupStorageLocation and VolumeSnapshotLocation.

Source: Velero 1.18 API types (`velero.io/v1`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Base64,
    GoDuration,
    Items,
    KeyReference,
    LabelSelector,
    Model,
    Resource,
    SomeItems,
    StringMap,
    Text,
)

FiveFieldCron = Annotated[
    str,
    Field(pattern=r"^((CRON_)?TZ=\S+ )?(@\S+( \S+)?|\S+( \S+){4})$", examples=["30 2 * * *"]),
]
"""A cron line in UTC, unless it names a time zone."""


class ExecHook(Model):
    """A command run in a container of the backed-up pod."""

    command: SomeItems[str]
    container: Text | None = None
    on_error: Literal["Continue", "Fail"] | None = None
    timeout: GoDuration | None = None


class Hook(Model):
    """What runs before or after a pod is backed up."""

    exec: ExecHook


class ResourceHook(Model):
    """Hooks of the pods that are selected."""

    name: Text
    included_namespaces: Items[Text] | None = None
    excluded_namespaces: Items[Text] | None = None
    included_resources: Items[Text] | None = None
    excluded_resources: Items[Text] | None = None
    label_selector: LabelSelector | None = None
    pre: Items[Hook] | None = None
    post: Items[Hook] | None = None


class Hooks(Model):
    """All hooks of a backup."""

    resources: Items[ResourceHook] | None = None


class BackupMetadata(Model):
    """Labels of the backups."""

    labels: StringMap | None = None


class ResourcePolicy(Model):
    """A ConfigMap that says which volumes are backed up how."""

    api_group: str | None = None
    kind: Text
    name: Text


class UploaderConfig(Model):
    """Settings of the data mover."""

    parallel_files_upload: Annotated[int, Field(ge=1)] | None = None


class BackupSpec(Model):
    """What is backed up, where to, and for how long it is kept."""

    metadata: BackupMetadata | None = None
    included_namespaces: Items[Text] | None = None
    excluded_namespaces: Items[Text] | None = None
    included_resources: Items[Text] | None = None
    excluded_resources: Items[Text] | None = None
    included_cluster_scoped_resources: Items[Text] | None = None
    excluded_cluster_scoped_resources: Items[Text] | None = None
    included_namespace_scoped_resources: Items[Text] | None = None
    excluded_namespace_scoped_resources: Items[Text] | None = None
    include_cluster_resources: bool | None = None
    label_selector: LabelSelector | None = None
    or_label_selectors: Items[LabelSelector] | None = None
    ordered_resources: StringMap | None = None
    hooks: Hooks | None = None
    storage_location: Text | None = None
    volume_snapshot_locations: Items[Text] | None = None
    snapshot_volumes: bool | None = None
    snapshot_move_data: bool | None = None
    default_volumes_to_fs_backup: bool | None = None
    datamover: Text | None = None
    uploader_config: UploaderConfig | None = None
    resource_policy: ResourcePolicy | None = None
    csi_snapshot_timeout: GoDuration | None = None
    item_operation_timeout: GoDuration | None = None
    ttl: GoDuration | None = None


class Backup(Resource):
    """A backup that is taken once."""

    api_version: Literal["velero.io/v1"]
    kind: Literal["Backup"]
    spec: BackupSpec


class ScheduleSpec(Model):
    """When backups are taken."""

    schedule: FiveFieldCron
    template: BackupSpec
    paused: bool | None = None
    skip_immediately: bool | None = None
    use_owner_references_in_backup: bool | None = None


class Schedule(Resource):
    """Backups by the clock."""

    api_version: Literal["velero.io/v1"]
    kind: Literal["Schedule"]
    spec: ScheduleSpec


class ObjectStorage(Model):
    """The bucket."""

    bucket: Text
    prefix: Text | None = None
    ca_cert: Base64 | None = None


class BackupStorageLocationSpec(Model):
    """Where backups are written."""

    provider: Text
    object_storage: ObjectStorage
    default: bool | None = None
    access_mode: Literal["ReadOnly", "ReadWrite"] | None = None
    config: StringMap | None = None
    credential: KeyReference | None = None
    backup_sync_period: GoDuration | None = None
    validation_frequency: GoDuration | None = None


class BackupStorageLocation(Resource):
    """An object store for backups."""

    api_version: Literal["velero.io/v1"]
    kind: Literal["BackupStorageLocation"]
    spec: BackupStorageLocationSpec


class VolumeSnapshotLocationSpec(Model):
    """Where volume snapshots are taken."""

    provider: Text
    config: StringMap | None = None
    credential: KeyReference | None = None


class VolumeSnapshotLocation(Resource):
    """A provider of volume snapshots."""

    api_version: Literal["velero.io/v1"]
    kind: Literal["VolumeSnapshotLocation"]
    spec: VolumeSnapshotLocationSpec
