"""cert-manager: Certificate, Issuer and ClusterIssuer.

Source: cert-manager 1.21 API reference (`cert-manager.io/v1`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Base64,
    DnsName,
    GoDuration,
    Items,
    LabelsAndAnnotations,
    Model,
    Percentage,
    Resource,
    SomeItems,
    Text,
)
from dotmac_manifests.crds.cert_manager_solvers import (
    Hostname,
    SecretReference,
    ServiceAccountReference,
    Solver,
)

Usage = Literal[
    "signing",
    "digital signature",
    "content commitment",
    "key encipherment",
    "key agreement",
    "data encipherment",
    "cert sign",
    "crl sign",
    "server auth",
    "client auth",
    "code signing",
]


class IssuerReference(Model):
    """Who signs."""

    name: DnsName
    kind: Literal["Issuer", "ClusterIssuer"] | None = None
    group: Literal["cert-manager.io"] | None = None


class PrivateKey(Model):
    """The key: its kind, its size in bits and whether renewal replaces it."""

    algorithm: Literal["RSA", "ECDSA", "Ed25519"] | None = None
    encoding: Literal["PKCS1", "PKCS8"] | None = None
    rotation_policy: Literal["Never", "Always"] | None = None
    size: Literal[256, 384, 521, 2048, 3072, 4096, 8192] | None = None


class Subject(Model):
    """The subject of a certificate of a private authority."""

    organizations: Items[Text] | None = None
    organizational_units: Items[Text] | None = None
    countries: Items[Text] | None = None
    provinces: Items[Text] | None = None
    localities: Items[Text] | None = None
    serial_number: Text | None = None


class CertificateSpec(Model):
    """The names, the key and the Secret that holds both."""

    secret_name: DnsName
    issuer_ref: IssuerReference
    common_name: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    dns_names: SomeItems[Hostname] | None = None
    ip_addresses: SomeItems[Text] | None = None
    uris: SomeItems[Text] | None = None
    email_addresses: SomeItems[Text] | None = None
    is_ca: bool | None = Field(default=None, alias="isCA")
    subject: Subject | None = None
    duration: GoDuration | None = None
    renew_before: GoDuration | None = None
    renew_before_percentage: Percentage | None = None
    private_key: PrivateKey | None = None
    usages: Items[Usage] | None = None
    encode_usages_in_request: bool | None = None
    secret_template: LabelsAndAnnotations | None = None
    revision_history_limit: Annotated[int, Field(ge=1)] | None = None


class Certificate(Resource):
    """A certificate that renews itself."""

    api_version: Literal["cert-manager.io/v1"]
    kind: Literal["Certificate"]
    spec: CertificateSpec


class ExternalAccountBinding(Model):
    """An account at the authority."""

    key_id: Text = Field(alias="keyID")
    key_secret_ref: SecretReference


class Acme(Model):
    """An ACME authority such as Let's Encrypt."""

    server: Text
    email: Text | None = None
    profile: Text | None = None
    private_key_secret_ref: SecretReference
    external_account_binding: ExternalAccountBinding | None = None
    preferred_chain: Annotated[str, Field(max_length=64)] | None = None
    ca_bundle: Base64 | None = None
    solvers: SomeItems[Solver]


class Ca(Model):
    """A certificate authority whose key is in a Secret."""

    secret_name: DnsName
    crl_distribution_points: Items[Text] | None = None


class SelfSigned(Model):
    """Every certificate signs itself."""

    crl_distribution_points: Items[Text] | None = None


class VaultKubernetes(Model):
    """Login by service account token."""

    role: Text
    mount_path: Text | None = None
    service_account_ref: ServiceAccountReference


class VaultAuth(Model):
    """How cert-manager logs in."""

    kubernetes: VaultKubernetes


class Vault(Model):
    """The PKI engine of Vault or OpenBao."""

    server: Text
    path: Text
    namespace: Text | None = None
    ca_bundle: Base64 | None = None
    ca_bundle_secret_ref: SecretReference | None = None
    auth: VaultAuth


class IssuerSpec(Model):
    """The authority."""

    exactly_one: ClassVar = ("acme", "ca", "self_signed", "vault")

    acme: Acme | None = None
    ca: Ca | None = None
    self_signed: SelfSigned | None = None
    vault: Vault | None = None


class Issuer(Resource):
    """An authority for one namespace."""

    api_version: Literal["cert-manager.io/v1"]
    kind: Literal["Issuer"]
    spec: IssuerSpec


class ClusterIssuer(Resource):
    """An authority for the whole cluster."""

    api_version: Literal["cert-manager.io/v1"]
    kind: Literal["ClusterIssuer"]
    spec: IssuerSpec
