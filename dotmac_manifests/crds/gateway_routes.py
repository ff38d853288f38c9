"""Gateway API: HTTPRoute, TCPRoute and UDPRoute, in what the Standard channel holds.

Source: Gateway API specification, "HTTPRoute", "TCPRoute" and "UDPRoute".
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import DnsName, Items, Model, Percentage, Port, Resource
from dotmac_manifests.crds.gateway_types import (
    BackendReference,
    Duration,
    HeaderName,
    HeaderValue,
    Hostname,
    ObjectReference,
    ParentReference,
    PathText,
    ServiceReference,
)

API = Literal["gateway.networking.k8s.io/v1"]

Method = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]
MethodOrAny = Literal[Method, "*"]


class HttpHeader(Model):
    """A header and its value."""

    name: HeaderName
    value: HeaderValue


class HeaderModifier(Model):
    """Headers that are set, added or removed."""

    set: Annotated[Items[HttpHeader], Field(max_length=16)] | None = None
    add: Annotated[Items[HttpHeader], Field(max_length=16)] | None = None
    remove: Annotated[Items[str], Field(max_length=16)] | None = None


class PathModifier(Model):
    """How the path is rewritten."""

    type: Literal["ReplaceFullPath", "ReplacePrefixMatch"]
    replace_full_path: PathText | None = None
    replace_prefix_match: PathText | None = None


class Redirect(Model):
    """An answer that sends the client elsewhere."""

    scheme: Literal["http", "https"] | None = None
    hostname: DnsName | None = None
    path: PathModifier | None = None
    port: Port | None = None
    status_code: Literal[301, 302, 303, 307, 308] | None = None


class UrlRewrite(Model):
    """A changed host or path towards the backend."""

    hostname: DnsName | None = None
    path: PathModifier | None = None


class Mirror(Model):
    """A copy of requests."""

    backend_ref: ServiceReference
    percent: Percentage | None = None


class Cors(Model):
    """Which origins may call."""

    allow_origins: Annotated[Items[str], Field(max_length=64)] | None = None
    allow_methods: Annotated[Items[MethodOrAny], Field(max_length=9)] | None = None
    allow_headers: Annotated[Items[str], Field(max_length=64)] | None = None
    expose_headers: Annotated[Items[str], Field(max_length=64)] | None = None
    allow_credentials: bool | None = None
    max_age: Annotated[int, Field(ge=1)] | None = None


class Filter(Model):
    """A change to requests or answers; the field has to be the one that `type` names."""

    exactly_one: ClassVar = (
        "request_header_modifier",
        "response_header_modifier",
        "request_redirect",
        "url_rewrite",
        "request_mirror",
        "cors",
        "extension_ref",
    )

    type: Literal[
        "RequestHeaderModifier",
        "ResponseHeaderModifier",
        "RequestRedirect",
        "URLRewrite",
        "RequestMirror",
        "CORS",
        "ExtensionRef",
    ]
    request_header_modifier: HeaderModifier | None = None
    response_header_modifier: HeaderModifier | None = None
    request_redirect: Redirect | None = None
    url_rewrite: UrlRewrite | None = None
    request_mirror: Mirror | None = None
    cors: Cors | None = None
    extension_ref: ObjectReference | None = None


Filters = Annotated[Items[Filter], Field(max_length=16)]


class PathMatch(Model):
    """How a path is compared."""

    type: Literal["Exact", "PathPrefix", "RegularExpression"] | None = None
    value: PathText | None = None


class HeaderMatch(Model):
    """How a header is compared."""

    type: Literal["Exact", "RegularExpression"] | None = None
    name: HeaderName
    value: HeaderValue


class QueryMatch(Model):
    """How a query parameter is compared."""

    type: Literal["Exact", "RegularExpression"] | None = None
    name: HeaderName
    value: Annotated[str, Field(min_length=1, max_length=1024)]


class HttpMatch(Model):
    """Conditions that hold together."""

    path: PathMatch | None = None
    headers: Annotated[Items[HeaderMatch], Field(max_length=16)] | None = None
    query_params: Annotated[Items[QueryMatch], Field(max_length=16)] | None = None
    method: Method | None = None


class HttpTimeouts(Model):
    """How long a request may take, in all and at the backend."""

    request: Duration | None = None
    backend_request: Duration | None = None


class HttpBackend(BackendReference):
    """A Service, its share and its own filters."""

    filters: Filters | None = None


class HttpRule(Model):
    """Matches, filters and backends."""

    name: DnsName | None = None
    matches: Annotated[Items[HttpMatch], Field(max_length=64)] | None = None
    filters: Filters | None = None
    backend_refs: Annotated[Items[HttpBackend], Field(max_length=16)] | None = None
    timeouts: HttpTimeouts | None = None


ParentReferences = Annotated[Items[ParentReference], Field(min_length=1, max_length=32)]


class HttpRouteSpec(Model):
    """Hosts and rules; a route without a parent serves nobody."""

    parent_refs: ParentReferences
    hostnames: Annotated[Items[Hostname], Field(max_length=16)] | None = None
    rules: Annotated[Items[HttpRule], Field(min_length=1, max_length=16)] | None = None


class HttpRoute(Resource):
    """HTTP requests to Services."""

    api_version: API
    kind: Literal["HTTPRoute"]
    spec: HttpRouteSpec


class PortRule(Model):
    """The Services behind a port."""

    name: DnsName | None = None
    backend_refs: Annotated[Items[BackendReference], Field(min_length=1, max_length=16)]


class PortRouteSpec(Model):
    """All traffic of a listener's port."""

    parent_refs: ParentReferences
    rules: Annotated[Items[PortRule], Field(min_length=1, max_length=1)]


class TcpRoute(Resource):
    """TCP connections to Services."""

    api_version: API
    kind: Literal["TCPRoute"]
    spec: PortRouteSpec


class UdpRoute(Resource):
    """UDP datagrams to Services."""

    api_version: API
    kind: Literal["UDPRoute"]
    spec: PortRouteSpec
