"""External Secrets Operator: SecretStore and ClusterSecretStore.

Source: External Secrets Operator 2.x API specification (`external-secrets.io/v1`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Base64,
    Count,
    DnsLabel,
    DnsName,
    GoDuration,
    Items,
    KeyName,
    LabelSelector,
    Model,
    Resource,
    StringMap,
    Text,
)


class SecretKeySelector(Model):
    """One key of a Secret; a namespace only counts in a ClusterSecretStore."""

    name: DnsName
    key: KeyName | None = None
    namespace: DnsLabel | None = None


class ServiceAccountReference(Model):
    """A service account whose token proves who asks."""

    name: DnsName
    namespace: DnsLabel | None = None
    audiences: Items[Text] | None = None


class CaProvider(Model):
    """Where the certificate authority of the server is kept."""

    type: Literal["Secret", "ConfigMap"]
    name: DnsName
    key: KeyName | None = None
    namespace: DnsLabel | None = None


class VaultKubernetes(Model):
    """Login by service account token."""

    mount_path: Text
    role: Text
    service_account_ref: ServiceAccountReference | None = None
    secret_ref: SecretKeySelector | None = None


class VaultServiceAccountToken(Model):
    """A token asked of the API server."""

    service_account_ref: ServiceAccountReference
    audiences: Items[Text] | None = None


class VaultJwt(Model):
    """Login by JWT, which needs no way back from Vault to the cluster."""

    path: Text
    role: Text | None = None
    kubernetes_service_account_token: VaultServiceAccountToken | None = None
    secret_ref: SecretKeySelector | None = None


class VaultAppRole(Model):
    """Login by role id and secret id."""

    path: Text
    role_id: Text | None = None
    role_ref: SecretKeySelector | None = None
    secret_ref: SecretKeySelector


class VaultAuth(Model):
    """How the operator logs in."""

    exactly_one: ClassVar = ("kubernetes", "jwt", "app_role")

    namespace: Text | None = None
    kubernetes: VaultKubernetes | None = None
    jwt: VaultJwt | None = None
    app_role: VaultAppRole | None = None


class Vault(Model):
    """Vault or OpenBao."""

    server: Text
    path: Text | None = None
    namespace: Text | None = None
    version: Literal["v1", "v2"] | None = None
    ca_bundle: Base64 | None = None
    ca_provider: CaProvider | None = None
    auth: VaultAuth | None = None
    headers: StringMap | None = None


class AwsJwt(Model):
    """A role bound to a service account."""

    service_account_ref: ServiceAccountReference


class AwsAuth(Model):
    """How the operator logs in; without it the pod's own identity counts."""

    jwt: AwsJwt | None = None


class Aws(Model):
    """AWS Secrets Manager or Parameter Store."""

    service: Literal["SecretsManager", "ParameterStore"]
    region: Text
    role: Text | None = None
    additional_roles: Items[Text] | None = None
    external_id: Text | None = Field(default=None, alias="externalID")
    prefix: Text | None = None
    auth: AwsAuth | None = None


class StoreProvider(Model):
    """The one store behind the object."""

    exactly_one: ClassVar = ("vault", "aws")

    vault: Vault | None = None
    aws: Aws | None = None


class RetrySettings(Model):
    """How often a failed request is tried again."""

    max_retries: Count | None = None
    retry_interval: GoDuration | None = None


class StoreCondition(Model):
    """Which namespaces may use a ClusterSecretStore."""

    namespaces: Items[DnsLabel] | None = None
    namespace_selector: LabelSelector | None = None
    namespace_regexes: Items[Text] | None = None


class SecretStoreSpec(Model):
    """Where secrets are kept and how they are reached."""

    controller: Text | None = None
    provider: StoreProvider
    refresh_interval: Count | None = None
    retry_settings: RetrySettings | None = None


class SecretStore(Resource):
    """A store for one namespace."""

    api_version: Literal["external-secrets.io/v1"]
    kind: Literal["SecretStore"]
    spec: SecretStoreSpec


class ClusterSecretStoreSpec(SecretStoreSpec):
    """A store and the namespaces that may use it."""

    conditions: Items[StoreCondition] | None = None


class ClusterSecretStore(Resource):
    """A store for many namespaces."""

    api_version: Literal["external-secrets.io/v1"]
    kind: Literal["ClusterSecretStore"]
    spec: ClusterSecretStoreSpec
