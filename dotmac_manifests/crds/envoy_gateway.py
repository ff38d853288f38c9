"""Envoy Gateway: what its policies share, and ClientTrafficPolicy.

Source: Envoy Gateway 1.x API reference (`gateway.envoyproxy.io/v1alpha1`).
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Cidr,
    Count,
    DnsName,
    Items,
    Model,
    Quantity,
    Resource,
    SomeItems,
    Text,
)
from dotmac_manifests.crds.gateway_types import (
    Duration,
    Group,
    KindName,
    ObjectName,
    SecretReference,
)

API = Literal["gateway.envoyproxy.io/v1alpha1"]

TlsVersion = Literal["Auto", "1.0", "1.1", "1.2", "1.3"]


class PolicyTarget(Model):
    """The Gateway or route of the same namespace that a policy is about."""

    group: Group
    kind: KindName
    name: ObjectName
    section_name: DnsName | None = None


class PolicySpec(Model):
    """What every policy has: its targets."""

    target_refs: SomeItems[PolicyTarget]


class ForwardedFor(Model):
    """Which proxies are trusted to name the client."""

    exactly_one: ClassVar = ("num_trusted_hops", "trusted_cidrs")

    num_trusted_hops: Annotated[int, Field(ge=1)] | None = None
    trusted_cidrs: SomeItems[Cidr] | None = Field(default=None, alias="trustedCIDRs")


class CustomHeader(Model):
    """A header that names the client."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$", max_length=255)]
    fail_closed: bool | None = None


class ClientIpDetection(Model):
    """How the client's address is found behind a proxy."""

    exactly_one: ClassVar = ("x_forwarded_for", "custom_header")

    x_forwarded_for: ForwardedFor | None = None
    custom_header: CustomHeader | None = None


class ConnectionLimit(Model):
    """How many connections a listener takes."""

    value: Annotated[int, Field(ge=1)] | None = None
    close_delay: Duration | None = None
    max_connection_duration: Duration | None = None
    max_requests_per_connection: Annotated[int, Field(ge=1)] | None = None


class ClientConnection(Model):
    """Limits and buffers of client connections."""

    connection_limit: ConnectionLimit | None = None
    buffer_limit: Quantity | None = None
    socket_buffer_limit: Quantity | None = None


class ClientHeaders(Model):
    """How requests' headers are treated."""

    enable_envoy_headers: bool | None = None
    disable_rate_limit_headers: bool | None = None
    with_underscores_action: Literal["Allow", "RejectRequest", "DropHeader"] | None = None
    request_id: Literal["PreserveOrGenerate", "Preserve", "Generate", "Disable"] | None = Field(
        default=None, alias="requestID"
    )


class ClientPath(Model):
    """How paths are normalised."""

    disable_merge_slashes: bool | None = None
    escaped_slashes_action: (
        Literal["KeepUnchanged", "RejectRequest", "UnescapeAndForward", "UnescapeAndRedirect"]
        | None
    ) = None


class ClientHttpTimeout(Model):
    """How long a client may take."""

    request_received_timeout: Duration | None = None
    idle_timeout: Duration | None = None
    stream_idle_timeout: Duration | None = None


class ClientTcpTimeout(Model):
    """How long a connection may be silent."""

    idle_timeout: Duration | None = None


class ClientTimeout(Model):
    """Timeouts towards clients."""

    http: ClientHttpTimeout | None = None
    tcp: ClientTcpTimeout | None = None


class ClientValidation(Model):
    """Which client certificates are trusted."""

    ca_certificate_refs: Annotated[Items[SecretReference], Field(max_length=8)] | None = None
    optional: bool | None = None
    mode: Literal["Request", "RequireAny", "VerifyIfGiven", "RequireAndVerify"] | None = None
    spki_hashes: Items[Text] | None = None
    certificate_hashes: Items[Text] | None = None


class ClientTls(Model):
    """Versions, ciphers and client certificates."""

    min_version: TlsVersion | None = None
    max_version: TlsVersion | None = None
    ciphers: Items[Text] | None = None
    ecdh_curves: Items[Text] | None = None
    signature_algorithms: Items[Text] | None = None
    alpn_protocols: Items[Text] | None = None
    client_validation: ClientValidation | None = None


class ProxyProtocol(Model):
    """The PROXY protocol of a load balancer in front."""

    optional: bool | None = None


class TcpKeepalive(Model):
    """Keep-alive of idle connections."""

    probes: Count | None = None
    idle_time: Duration | None = None
    interval: Duration | None = None


class Http2(Model):
    """Limits of HTTP/2."""

    max_concurrent_streams: Annotated[int, Field(ge=1, le=2147483647)] | None = None
    initial_stream_window_size: Quantity | None = None
    initial_connection_window_size: Quantity | None = None


class ClientHealthCheck(Model):
    """A path that the proxy answers itself."""

    path: Annotated[str, Field(min_length=1, max_length=1024)]


class ClientTrafficPolicySpec(PolicySpec):
    """How the gateway deals with clients."""

    client_ip_detection: ClientIpDetection | None = Field(default=None, alias="clientIPDetection")
    connection: ClientConnection | None = None
    proxy_protocol: ProxyProtocol | None = None
    headers: ClientHeaders | None = None
    health_check: ClientHealthCheck | None = None
    http2: Http2 | None = None
    http3: Annotated[dict[str, Any], Field(max_length=0)] | None = None
    path: ClientPath | None = None
    tcp_keepalive: TcpKeepalive | None = None
    timeout: ClientTimeout | None = None
    tls: ClientTls | None = None


class ClientTrafficPolicy(Resource):
    """Settings between clients and the gateway."""

    api_version: API
    kind: Literal["ClientTrafficPolicy"]
    spec: ClientTrafficPolicySpec
