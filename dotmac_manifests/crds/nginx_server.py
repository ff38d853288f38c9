"""F5 NGINX Ingress Controller: VirtualServer, as far as it answers by itself.

Upstreams, splits, delegated routes and snippets are left out: what is proxied to pods is an
Ingress. Source: NGINX Ingress Controller 5.x documentation, "VirtualServer and VirtualServerRoute
resources".
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import DnsName, Model, Resource, SomeItems, Text

Escaped = Annotated[str, Field(pattern=r'^([^"\\$]|\\.)*$')]
"""Text inside double quotes of NGINX's configuration: no bare quote, no variable."""


class Header(Model):
    """A header of the answer."""

    name: Annotated[str, Field(pattern=r"^[-A-Za-z0-9]+$")]
    value: Escaped


class Return(Model):
    """An answer of the edge's own."""

    code: Annotated[int, Field(ge=200, le=599)] | None = None
    type: Annotated[str, Field(pattern=r'^[^;{}"\\]+$')] | None = None
    body: Escaped
    headers: SomeItems[Header] | None = None


class Action(Model):
    """What is done with a request."""

    return_: Return = Field(alias="return")


class ServerRoute(Model):
    """A path and its action."""

    path: Annotated[str, Field(pattern=r"^(/|=/)[^\s{};]*$")]
    action: Action


class ServerRedirect(Model):
    """From plain HTTP to HTTPS."""

    enable: bool
    code: Literal[301, 302, 307, 308] | None = None
    based_on: Literal["scheme", "x-forwarded-proto"] | None = None


class ServerTls(Model):
    """The certificate; without a Secret it is the controller's wildcard one."""

    secret: DnsName | None = None
    redirect: ServerRedirect | None = None


class VirtualServerSpec(Model):
    """One host."""

    ingress_class_name: Text | None = None
    host: DnsName
    tls: ServerTls | None = None
    routes: SomeItems[ServerRoute]


class VirtualServer(Resource):
    """A host that the edge serves without pods."""

    api_version: Literal["k8s.nginx.org/v1"]
    kind: Literal["VirtualServer"]
    spec: VirtualServerSpec
