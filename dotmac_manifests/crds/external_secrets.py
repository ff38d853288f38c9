"""External Secrets Operator: ExternalSecret.

Source: External Secrets Operator 2.x API specification (`external-secrets.io/v1`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from dotmac_manifests.crds.base import (
    DnsName,
    GoDuration,
    Items,
    KeyName,
    Model,
    Resource,
    SomeItems,
    StringMap,
    Text,
)

Conversion = Literal["Default", "Unicode"]
Decoding = Literal["Auto", "Base64", "Base64URL", "None"]


class StoreReference(Model):
    """The store that is asked."""

    name: DnsName
    kind: Literal["SecretStore", "ClusterSecretStore"] | None = None


class StoreSource(Model):
    """Another store than the object's own."""

    store_ref: StoreReference


class RemoteReference(Model):
    """A secret in the store, or one property of it."""

    key: Text
    property: Text | None = None
    version: Text | None = None
    conversion_strategy: Conversion | None = None
    decoding_strategy: Decoding | None = None
    metadata_policy: Literal["None", "Fetch"] | None = None


class SecretData(Model):
    """One key of the Secret and where its value is kept."""

    secret_key: KeyName
    remote_ref: RemoteReference
    source_ref: StoreSource | None = None


class FindName(Model):
    """Secrets by a regular expression on their names."""

    regexp: Text


class Find(Model):
    """Secrets by name or tags."""

    path: Text | None = None
    name: FindName | None = None
    tags: StringMap | None = None
    conversion_strategy: Conversion | None = None
    decoding_strategy: Decoding | None = None


class RewriteRegexp(Model):
    """Keys renamed by a regular expression."""

    source: Text
    target: str


class RewriteTransform(Model):
    """Keys renamed by a template."""

    template: Text


class Rewrite(Model):
    """How keys are renamed."""

    exactly_one: ClassVar = ("regexp", "transform")

    regexp: RewriteRegexp | None = None
    transform: RewriteTransform | None = None


class SecretDataFrom(Model):
    """Many keys at once."""

    exactly_one: ClassVar = ("extract", "find")

    extract: RemoteReference | None = None
    find: Find | None = None
    rewrite: Items[Rewrite] | None = None
    source_ref: StoreSource | None = None


class TemplateMetadata(Model):
    """Metadata of the Secret."""

    labels: StringMap | None = None
    annotations: StringMap | None = None
    finalizers: Items[Text] | None = None


class TemplateItem(Model):
    """A key that holds a template."""

    key: KeyName
    template_as: Literal["Values", "KeysAndValues"] | None = None


class TemplateObject(Model):
    """A ConfigMap or Secret that holds templates."""

    name: DnsName
    items: SomeItems[TemplateItem]


class TemplateFrom(Model):
    """Templates kept elsewhere."""

    exactly_one: ClassVar = ("config_map", "secret", "literal")

    config_map: TemplateObject | None = None
    secret: TemplateObject | None = None
    literal: str | None = None
    target: Text | None = None


class SecretTemplate(Model):
    """How the Secret is put together."""

    type: Text | None = None
    engine_version: Literal["v2"] | None = None
    merge_policy: Literal["Replace", "Merge"] | None = None
    metadata: TemplateMetadata | None = None
    data: StringMap | None = None
    template_from: Items[TemplateFrom] | None = None


class Target(Model):
    """The Secret that is written."""

    name: DnsName | None = None
    creation_policy: Literal["Owner", "Orphan", "Merge", "None"] | None = None
    deletion_policy: Literal["Delete", "Merge", "Retain"] | None = None
    immutable: bool | None = None
    template: SecretTemplate | None = None


class ExternalSecretSpec(Model):
    """What is fetched, how often, and into which Secret."""

    refresh_policy: Literal["CreatedOnce", "Periodic", "OnChange"] | None = None
    refresh_interval: GoDuration | None = None
    secret_store_ref: StoreReference | None = None
    target: Target | None = None
    data: Items[SecretData] | None = None
    data_from: Items[SecretDataFrom] | None = None


class ExternalSecret(Resource):
    """A Secret whose values live in a store."""

    api_version: Literal["external-secrets.io/v1"]
    kind: Literal["ExternalSecret"]
    spec: ExternalSecretSpec
