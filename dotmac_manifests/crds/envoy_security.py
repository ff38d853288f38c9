"""Envoy Gateway: SecurityPolicy.

Source: Envoy Gateway 1.x API reference (`gateway.envoyproxy.io/v1alpha1`).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from dotmac_manifests.crds.base import Cidr, Items, Model, Resource, SomeItems, Text
from dotmac_manifests.crds.envoy_gateway import API, PolicySpec
from dotmac_manifests.crds.gateway_routes import Method
from dotmac_manifests.crds.gateway_types import BackendReference, Duration, SecretReference

Name = Annotated[str, Field(min_length=1, max_length=253)]
Action = Literal["Allow", "Deny"]


class HeaderMatch(Model):
    """A header and the values that count."""

    name: Annotated[str, Field(min_length=1, max_length=256)]
    values: SomeItems[str]


class ClaimMatch(Model):
    """A claim of a token and the values that count."""

    name: Name
    value_type: Literal["String", "StringArray"] | None = None
    values: SomeItems[str]


class JwtPrincipal(Model):
    """Holders of a token."""

    provider: Name
    claims: SomeItems[ClaimMatch] | None = None
    scopes: SomeItems[Name] | None = None


class Principal(Model):
    """Who asks; the conditions hold together."""

    client_cidrs: SomeItems[Cidr] | None = Field(default=None, alias="clientCIDRs")
    headers: SomeItems[HeaderMatch] | None = None
    jwt: JwtPrincipal | None = None


class Operation(Model):
    """What is asked."""

    methods: SomeItems[Method]


class AuthorizationRule(Model):
    """One rule; the first that matches decides."""

    name: Name | None = None
    action: Action
    principal: Principal
    operation: Operation | None = None


class Authorization(Model):
    """Who may do what."""

    default_action: Action | None = None
    rules: Items[AuthorizationRule] | None = None


class BasicAuth(Model):
    """User names and passwords from a Secret in htpasswd form."""

    users: SecretReference
    forward_username_header: Text | None = None


class Cors(Model):
    """Which origins may call."""

    allow_origins: Items[Text] | None = None
    allow_methods: Items[Text] | None = None
    allow_headers: Items[Text] | None = None
    expose_headers: Items[Text] | None = None
    allow_credentials: bool | None = None
    max_age: Duration | None = None


class RemoteJwks(Model):
    """Where the keys of an issuer are published."""

    uri: Name
    cache_duration: Duration | None = None


class ClaimToHeader(Model):
    """A claim handed to the backend as a header."""

    claim: Text
    header: Text


class JwtProvider(Model):
    """An issuer of tokens."""

    name: Name
    issuer: Name | None = None
    audiences: Annotated[Items[Text], Field(max_length=8)] | None = None
    remote_jwks: RemoteJwks = Field(alias="remoteJWKS")
    claim_to_headers: Items[ClaimToHeader] | None = None
    recompute_route: bool | None = None


class Jwt(Model):
    """Which tokens are accepted."""

    optional: bool | None = None
    providers: Annotated[Items[JwtProvider], Field(min_length=1, max_length=16)]


class ExtAuthHttp(Model):
    """An HTTP service that decides."""

    backend_refs: Annotated[Items[BackendReference], Field(min_length=1, max_length=16)]
    path: Text | None = None
    headers_to_backend: Items[Text] | None = None


class ExtAuthGrpc(Model):
    """A gRPC service that decides."""

    backend_refs: Annotated[Items[BackendReference], Field(min_length=1, max_length=16)]


class ExtAuth(Model):
    """A service that decides about each request."""

    exactly_one: ClassVar = ("http", "grpc")

    http: ExtAuthHttp | None = None
    grpc: ExtAuthGrpc | None = None
    headers_to_ext_auth: Items[Text] | None = None
    fail_open: bool | None = None
    timeout: Duration | None = None


class OidcProvider(Model):
    """The identity provider."""

    issuer: Text
    authorization_endpoint: Text | None = None
    token_endpoint: Text | None = None
    end_session_endpoint: Text | None = None


class Oidc(Model):
    """Login through an identity provider."""

    provider: OidcProvider
    client_id: Text = Field(alias="clientID")
    client_secret: SecretReference
    scopes: Items[Text] | None = None
    redirect_url: Text | None = Field(default=None, alias="redirectURL")
    logout_path: Text | None = None
    cookie_domain: Text | None = None
    forward_access_token: bool | None = None
    refresh_token: bool | None = None


class SecurityPolicySpec(PolicySpec):
    """Who may come in."""

    authorization: Authorization | None = None
    basic_auth: BasicAuth | None = None
    cors: Cors | None = None
    ext_auth: ExtAuth | None = None
    jwt: Jwt | None = None
    oidc: Oidc | None = None


class SecurityPolicy(Resource):
    """Authentication and authorisation in front of routes."""

    api_version: API
    kind: Literal["SecurityPolicy"]
    spec: SecurityPolicySpec
