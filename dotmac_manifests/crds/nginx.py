"""F5 NGINX Ingress Controller: Policy.

Source: NGINX Ingress Controller 5.x documentation, "Policy resources".
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import Count, DnsName, Items, Model, Resource, SomeItems, Text

Address = Annotated[str, Field(pattern=r"^[0-9a-fA-F.:]+(/[0-9]{1,3})?$")]
"""An IP address or a network."""


class AccessControl(Model):
    """Clients that may come in, or that may not."""

    exactly_one: ClassVar = ("allow", "deny")

    allow: SomeItems[Address] | None = None
    deny: SomeItems[Address] | None = None


class RateLimit(Model):
    """How many requests a client may make; the rest is delayed or refused."""

    rate: Annotated[str, Field(pattern=r"^[1-9][0-9]*r/[sm]$", examples=["20r/s"])]
    key: Text
    zone_size: Annotated[str, Field(pattern=r"^[1-9][0-9]*[kmKM]?$")]
    burst: Count | None = None
    delay: Count | None = None
    no_delay: bool | None = None
    dry_run: bool | None = None
    log_level: Literal["info", "notice", "warn", "error"] | None = None
    reject_code: Annotated[int, Field(ge=400, le=599)] | None = None
    scale: bool | None = None


class IngressMtls(Model):
    """Client certificates."""

    client_cert_secret: DnsName
    crl_file_name: Text | None = None
    verify_client: Literal["on", "off", "optional", "optional_no_ca"] | None = None
    verify_depth: Count | None = None


class EgressMtls(Model):
    """TLS towards the upstream."""

    tls_secret: DnsName | None = None
    trusted_cert_secret: DnsName | None = None
    verify_server: bool | None = None
    verify_depth: Count | None = None
    protocols: Text | None = None
    ciphers: Text | None = None
    server_name: bool | None = None
    session_reuse: bool | None = None
    ssl_name: Text | None = None


class BasicAuth(Model):
    """User names and passwords from a Secret."""

    realm: Text | None = None
    secret: DnsName


class SecurityLog(Model):
    """Where the WAF writes."""

    enable: bool
    ap_log_conf: Text | None = None
    ap_log_bundle: Text | None = None
    log_dest: Text | None = None


class Waf(Model):
    """The App Protect WAF, which needs NGINX Plus."""

    enable: bool
    ap_policy: Text | None = None
    ap_bundle: Text | None = None
    security_logs: Items[SecurityLog] | None = None


class PolicySpec(Model):
    """One kind of policy an object."""

    exactly_one: ClassVar = (
        "access_control",
        "rate_limit",
        "ingress_mtls",
        "egress_mtls",
        "basic_auth",
        "waf",
    )

    ingress_class_name: Text | None = None
    access_control: AccessControl | None = None
    rate_limit: RateLimit | None = None
    ingress_mtls: IngressMtls | None = Field(default=None, alias="ingressMTLS")
    egress_mtls: EgressMtls | None = Field(default=None, alias="egressMTLS")
    basic_auth: BasicAuth | None = None
    waf: Waf | None = None


class Policy(Resource):
    """A policy that Ingresses refer to."""

    api_version: Literal["k8s.nginx.org/v1"]
    kind: Literal["Policy"]
    spec: PolicySpec
