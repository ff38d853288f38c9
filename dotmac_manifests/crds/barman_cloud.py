"""The Barman Cloud plugin of CloudNativePG: ObjectStore.

Source: Barman Cloud CNPG-I plugin API reference (`barmancloud.cnpg.io/v1`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    EnvVar,
    Items,
    KeyReference,
    Model,
    Resource,
    Resources,
    StringMap,
    Text,
)

Ordinal = Annotated[int, Field(ge=1)]
Encryption = Literal["AES256", "aws:kms"]


class S3Credentials(Model):
    """Keys of an S3 account, or the identity of the pod."""

    inherit_from_iam_role: bool | None = Field(default=None, alias="inheritFromIAMRole")
    access_key_id: KeyReference | None = None
    secret_access_key: KeyReference | None = None
    session_token: KeyReference | None = None
    region: KeyReference | None = None


class AzureCredentials(Model):
    """Keys of an Azure storage account, or the identity of the pod."""

    inherit_from_azure_ad: bool | None = Field(default=None, alias="inheritFromAzureAD")
    connection_string: KeyReference | None = None
    storage_account: KeyReference | None = None
    storage_key: KeyReference | None = None
    storage_sas_token: KeyReference | None = None


class GoogleCredentials(Model):
    """A Google service account, or the identity of the pod."""

    gke_environment: bool | None = None
    application_credentials: KeyReference | None = None


class WalConfiguration(Model):
    """How the write-ahead log is archived."""

    compression: Literal["bzip2", "gzip", "lz4", "snappy", "xz", "zstd"] | None = None
    encryption: Encryption | None = None
    max_parallel: Ordinal | None = None
    archive_additional_command_args: Items[Text] | None = None
    restore_additional_command_args: Items[Text] | None = None


class DataConfiguration(Model):
    """How base backups are written."""

    compression: Literal["bzip2", "gzip", "snappy"] | None = None
    encryption: Encryption | None = None
    jobs: Ordinal | None = None
    immediate_checkpoint: bool | None = None
    additional_command_args: Items[Text] | None = None


class Configuration(Model):
    """The bucket and the way into it."""

    destination_path: Text
    endpoint_url: Text | None = Field(default=None, alias="endpointURL")
    endpoint_ca: KeyReference | None = Field(default=None, alias="endpointCA")
    s3_credentials: S3Credentials | None = Field(default=None, alias="s3Credentials")
    azure_credentials: AzureCredentials | None = None
    google_credentials: GoogleCredentials | None = None
    server_name: Text | None = None
    wal: WalConfiguration | None = None
    data: DataConfiguration | None = None
    tags: StringMap | None = None
    history_tags: StringMap | None = None


class SidecarConfiguration(Model):
    """The sidecar beside each instance."""

    env: Items[EnvVar] | None = None
    resources: Resources | None = None
    retention_policy_interval_seconds: Ordinal | None = None


class ObjectStoreSpec(Model):
    """Where backups go and how long they stay."""

    configuration: Configuration
    retention_policy: Annotated[str, Field(pattern=r"^[1-9][0-9]*[dwm]$")] | None = None
    instance_sidecar_configuration: SidecarConfiguration | None = None


class ObjectStore(Resource):
    """A place for backups."""

    api_version: Literal["barmancloud.cnpg.io/v1"]
    kind: Literal["ObjectStore"]
    spec: ObjectStoreSpec
