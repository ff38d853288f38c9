"""Envoy Gateway: BackendTrafficPolicy.

Source: Envoy Gateway 1.x API reference (`gateway.envoyproxy.io/v1alpha1`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Count,
    Items,
    Model,
    Percentage,
    Quantity,
    Resource,
    StringMap,
    Text,
)
from dotmac_manifests.crds.envoy_gateway import API, Http2, PolicySpec, TcpKeepalive
from dotmac_manifests.crds.gateway_routes import Method
from dotmac_manifests.crds.gateway_types import Duration, Hostname

Status = Annotated[int, Field(ge=100, le=599)]
Limit32 = Annotated[int, Field(ge=0, le=4294967295)]
Ordinal = Annotated[int, Field(ge=1)]


class HeaderSelector(Model):
    """Requests by a header; `Distinct` counts each value on its own."""

    type: Literal["Exact", "RegularExpression", "Distinct"] | None = None
    name: Annotated[str, Field(min_length=1, max_length=256)]
    value: Annotated[str, Field(max_length=1024)] | None = None
    invert: bool | None = None


class SourceSelector(Model):
    """Requests by the client's network; `Distinct` counts each address on its own."""

    type: Literal["Exact", "Distinct"] | None = None
    value: Annotated[str, Field(min_length=1, max_length=256)]


class PathSelector(Model):
    """Requests by path."""

    type: Literal["Exact", "PathPrefix", "RegularExpression"] | None = None
    value: Annotated[str, Field(max_length=1024)]


class MethodSelector(Model):
    """Requests by method."""

    value: Method


class ClientSelector(Model):
    """Whose requests are counted; the conditions hold together."""

    headers: Items[HeaderSelector] | None = None
    methods: Items[MethodSelector] | None = None
    path: PathSelector | None = None
    source_cidr: SourceSelector | None = Field(default=None, alias="sourceCIDR")


class RateLimitValue(Model):
    """So many requests in a unit of time."""

    requests: Annotated[int, Field(ge=1, le=4294967295)]
    unit: Literal["Second", "Minute", "Hour", "Day", "Month", "Year"]


class RateLimitRule(Model):
    """A limit and whom it is for."""

    client_selectors: Annotated[Items[ClientSelector], Field(max_length=8)] | None = None
    limit: RateLimitValue


class LocalRateLimit(Model):
    """Limits counted by each proxy for itself."""

    rules: Annotated[Items[RateLimitRule], Field(max_length=16)] | None = None


class GlobalRateLimit(Model):
    """Limits counted by a shared rate limit service."""

    rules: Annotated[Items[RateLimitRule], Field(max_length=256)]


class RateLimit(Model):
    """How many requests may come."""

    type: Literal["Global", "Local"] | None = None
    local: LocalRateLimit | None = None
    global_: GlobalRateLimit | None = Field(default=None, alias="global")


class CircuitBreaker(Model):
    """When a backend gets no more work."""

    max_connections: Limit32 | None = None
    max_pending_requests: Limit32 | None = None
    max_parallel_requests: Limit32 | None = None
    max_parallel_retries: Limit32 | None = None
    max_requests_per_connection: Limit32 | None = None


class BackOff(Model):
    """The growing pause between retries."""

    base_interval: Duration | None = None
    max_interval: Duration | None = None


class PerRetry(Model):
    """Limits of each attempt."""

    timeout: Duration | None = None
    back_off: BackOff | None = None


class RetryOn(Model):
    """What is worth another attempt."""

    triggers: (
        Items[
            Literal[
                "5xx",
                "gateway-error",
                "reset",
                "reset-before-request",
                "connect-failure",
                "retriable-4xx",
                "refused-stream",
                "retriable-status-codes",
            ]
        ]
        | None
    ) = None
    http_status_codes: Items[Status] | None = None


class Retry(Model):
    """Whether failed requests are tried again."""

    num_retries: Count | None = None
    per_retry: PerRetry | None = None
    retry_on: RetryOn | None = None


class BackendHttpTimeout(Model):
    """How long a backend may take."""

    request_timeout: Duration | None = None
    connection_idle_timeout: Duration | None = None
    max_connection_duration: Duration | None = None
    max_stream_duration: Duration | None = None
    stream_idle_timeout: Duration | None = None


class BackendTcpTimeout(Model):
    """How long connecting may take."""

    connect_timeout: Duration | None = None


class BackendTimeout(Model):
    """Timeouts towards backends."""

    http: BackendHttpTimeout | None = None
    tcp: BackendTcpTimeout | None = None


class HttpHealthCheck(Model):
    """A request whose answer tells health."""

    path: Annotated[str, Field(min_length=1, max_length=1024)]
    method: Text | None = None
    hostname: Hostname | None = None
    expected_statuses: Items[Status] | None = None


class ActiveHealthCheck(Model):
    """Backends are asked."""

    type: Literal["HTTP", "TCP", "GRPC"]
    http: HttpHealthCheck | None = None
    interval: Duration | None = None
    timeout: Duration | None = None
    healthy_threshold: Ordinal | None = None
    unhealthy_threshold: Ordinal | None = None


class PassiveHealthCheck(Model):
    """Backends are judged by their answers."""

    base_ejection_time: Duration | None = None
    interval: Duration | None = None
    consecutive5_xx_errors: Count | None = Field(default=None, alias="consecutive5XxErrors")
    consecutive_gateway_errors: Count | None = None
    consecutive_local_origin_failures: Count | None = None
    max_ejection_percent: Percentage | None = None
    split_external_local_origin_errors: bool | None = None


class HealthCheck(Model):
    """When a backend is left out."""

    active: ActiveHealthCheck | None = None
    passive: PassiveHealthCheck | None = None
    panic_threshold: Percentage | None = None


class Cookie(Model):
    """A cookie that binds a client to a backend."""

    name: Text
    ttl: Duration | None = None
    attributes: StringMap | None = None


class ConsistentHash(Model):
    """The same client to the same backend."""

    type: Literal["SourceIP", "Cookie"]
    cookie: Cookie | None = None


class SlowStart(Model):
    """The time in which a new backend gets its full share."""

    window: Duration


class LoadBalancer(Model):
    """Which backend is next."""

    type: Literal["ConsistentHash", "LeastRequest", "Random", "RoundRobin"]
    consistent_hash: ConsistentHash | None = None
    slow_start: SlowStart | None = None


class BackendConnection(Model):
    """Buffers of backend connections."""

    buffer_limit: Quantity | None = None
    socket_buffer_limit: Quantity | None = None


class RequestBuffer(Model):
    """Requests are held until they are complete, up to a size."""

    limit: Quantity


class BackendProxyProtocol(Model):
    """The PROXY protocol towards the backend."""

    version: Literal["V1", "V2"]


class BackendTrafficPolicySpec(PolicySpec):
    """How the gateway deals with backends."""

    circuit_breaker: CircuitBreaker | None = None
    connection: BackendConnection | None = None
    health_check: HealthCheck | None = None
    http2: Http2 | None = None
    load_balancer: LoadBalancer | None = None
    proxy_protocol: BackendProxyProtocol | None = None
    rate_limit: RateLimit | None = None
    request_buffer: RequestBuffer | None = None
    retry: Retry | None = None
    tcp_keepalive: TcpKeepalive | None = None
    timeout: BackendTimeout | None = None
    use_client_protocol: bool | None = None


class BackendTrafficPolicy(Resource):
    """Settings between the gateway and Services."""

    api_version: API
    kind: Literal["BackendTrafficPolicy"]
    spec: BackendTrafficPolicySpec
