"""cert-manager: how an ACME challenge is solved.

Source: cert-manager 1.21 documentation, "ACME": "HTTP01" and "DNS01".
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds import patterns
from dotmac_manifests.crds.base import (
    DnsLabel,
    DnsName,
    Items,
    KeyName,
    LabelsAndAnnotations,
    Model,
    Port,
    SomeItems,
    StringMap,
    Text,
)

Hostname = Annotated[
    str, Field(pattern=patterns.HOSTNAME, max_length=253, examples=["*.isp.example.com"])
]
"""A DNS name, possibly with a wildcard as its first label."""


class SecretReference(Model):
    """A Secret, and one key of it."""

    name: DnsName
    key: KeyName | None = None


class SolverSelector(Model):
    """Which names a solver answers for."""

    dns_names: Items[Hostname] | None = None
    dns_zones: Items[DnsName] | None = None
    match_labels: StringMap | None = None


class ServiceAccountReference(Model):
    """A service account whose token proves who asks."""

    name: DnsName
    audiences: Items[Text] | None = None


class Route53Kubernetes(Model):
    """A role bound to a service account."""

    service_account_ref: ServiceAccountReference


class Route53Auth(Model):
    """How cert-manager logs in, where not by the identity of its pod."""

    kubernetes: Route53Kubernetes


class Route53(Model):
    """AWS Route 53."""

    region: Text | None = None
    hosted_zone_id: Text | None = Field(default=None, alias="hostedZoneID")
    role: Text | None = None
    auth: Route53Auth | None = None
    access_key_id: Text | None = Field(default=None, alias="accessKeyID")
    access_key_id_secret_ref: SecretReference | None = Field(
        default=None, alias="accessKeyIDSecretRef"
    )
    secret_access_key_secret_ref: SecretReference | None = None


class CloudDns(Model):
    """Google Cloud DNS."""

    project: Text
    hosted_zone_name: Text | None = None
    service_account_secret_ref: SecretReference | None = None


class AzureManagedIdentity(Model):
    """The identity of the pod."""

    client_id: Text | None = Field(default=None, alias="clientID")
    resource_id: Text | None = Field(default=None, alias="resourceID")
    tenant_id: Text | None = Field(default=None, alias="tenantID")


class AzureDns(Model):
    """Azure DNS."""

    subscription_id: Text = Field(alias="subscriptionID")
    resource_group_name: Text
    hosted_zone_name: Text | None = None
    environment: (
        Literal["AzurePublicCloud", "AzureChinaCloud", "AzureGermanCloud", "AzureUSGovernmentCloud"]
        | None
    ) = None
    managed_identity: AzureManagedIdentity | None = None
    client_id: Text | None = Field(default=None, alias="clientID")
    tenant_id: Text | None = Field(default=None, alias="tenantID")
    client_secret_secret_ref: SecretReference | None = None


class Cloudflare(Model):
    """Cloudflare."""

    email: Text | None = None
    api_token_secret_ref: SecretReference | None = None
    api_key_secret_ref: SecretReference | None = None


class Rfc2136(Model):
    """A name server that takes dynamic updates."""

    nameserver: Text
    protocol: Literal["TCP", "UDP"] | None = None
    tsig_key_name: Text | None = None
    tsig_algorithm: Text | None = None
    tsig_secret_secret_ref: SecretReference | None = None


class DnsWebhook(Model):
    """A provider outside cert-manager."""

    group_name: Text
    solver_name: Text
    config: dict[str, Any] | None = None


class Dns01(Model):
    """A challenge answered by a DNS record; the only one that covers wildcards."""

    exactly_one: ClassVar = (
        "route53",
        "cloud_dns",
        "azure_dns",
        "cloudflare",
        "rfc2136",
        "webhook",
    )

    cname_strategy: Literal["None", "Follow"] | None = None
    route53: Route53 | None = None
    cloud_dns: CloudDns | None = Field(default=None, alias="cloudDNS")
    azure_dns: AzureDns | None = Field(default=None, alias="azureDNS")
    cloudflare: Cloudflare | None = None
    rfc2136: Rfc2136 | None = None
    webhook: DnsWebhook | None = None


class IngressTemplate(Model):
    """Metadata of the solver's Ingress."""

    metadata: LabelsAndAnnotations


class Http01Ingress(Model):
    """A challenge answered through an Ingress."""

    ingress_class_name: Text | None = None
    name: DnsName | None = None
    service_type: Literal["ClusterIP", "NodePort"] | None = None
    ingress_template: IngressTemplate | None = None


class GatewayReference(Model):
    """The Gateway or ListenerSet that the solver's route attaches to."""

    group: Text | None = None
    kind: Text | None = None
    name: DnsName
    namespace: DnsLabel | None = None
    section_name: DnsName | None = None
    port: Port | None = None


class Http01Gateway(Model):
    """A challenge answered through an HTTPRoute."""

    parent_refs: SomeItems[GatewayReference]
    labels: StringMap | None = None
    service_type: Literal["ClusterIP", "NodePort"] | None = None


class Http01(Model):
    """A challenge answered over HTTP on port 80."""

    exactly_one: ClassVar = ("ingress", "gateway_http_route")

    ingress: Http01Ingress | None = None
    gateway_http_route: Http01Gateway | None = Field(default=None, alias="gatewayHTTPRoute")


class Solver(Model):
    """One way to prove control of a name."""

    exactly_one: ClassVar = ("dns01", "http01")

    selector: SolverSelector | None = None
    dns01: Dns01 | None = None
    http01: Http01 | None = None
