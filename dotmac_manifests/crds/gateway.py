"""Gateway API: GatewayClass, Gateway, ListenerSet and ReferenceGrant.

Source: Gateway API specification, "Gateway" and "ListenerSet".
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    DnsLabel,
    DnsName,
    Items,
    LabelSelector,
    Model,
    Port,
    Resource,
    StringMap,
)
from dotmac_manifests.crds.gateway_types import (
    Group,
    Hostname,
    KindName,
    NamespacedReference,
    ObjectName,
    ObjectReference,
    SecretReference,
)

API = Literal["gateway.networking.k8s.io/v1"]


class GatewayClassSpec(Model):
    """The controller and its parameters."""

    controller_name: Annotated[
        str,
        Field(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9/._~%!$&'()*+,;=:-]+$"),
        Field(max_length=253),
    ]
    description: Annotated[str, Field(max_length=64)] | None = None
    parameters_ref: NamespacedReference | None = None


class GatewayClass(Resource):
    """A kind of gateway, by its controller."""

    api_version: API
    kind: Literal["GatewayClass"]
    spec: GatewayClassSpec


class RouteNamespaces(Model):
    """From which namespaces routes may attach."""

    from_: Literal["All", "Selector", "Same"] | None = Field(default=None, alias="from")
    selector: LabelSelector | None = None


class RouteKind(Model):
    """A kind of route."""

    group: Group | None = None
    kind: KindName


class AllowedRoutes(Model):
    """Which routes may attach."""

    namespaces: RouteNamespaces | None = None
    kinds: Annotated[Items[RouteKind], Field(max_length=8)] | None = None


class ListenerTls(Model):
    """Where TLS ends, and with which certificates."""

    mode: Literal["Terminate", "Passthrough"] | None = None
    certificate_refs: Annotated[Items[SecretReference], Field(max_length=64)] | None = None
    options: StringMap | None = None


class Listener(Model):
    """One port, protocol and host name."""

    name: DnsName
    port: Port
    protocol: Literal["HTTP", "HTTPS", "TLS", "TCP", "UDP"]
    hostname: Hostname | None = None
    tls: ListenerTls | None = None
    allowed_routes: AllowedRoutes | None = None


Listeners = Annotated[Items[Listener], Field(min_length=1, max_length=64)]


class ListenerNamespaces(Model):
    """From which namespaces ListenerSets may attach."""

    from_: Literal["All", "Selector", "Same", "None"] | None = Field(default=None, alias="from")
    selector: LabelSelector | None = None


class AllowedListeners(Model):
    """Which ListenerSets may attach."""

    namespaces: ListenerNamespaces | None = None


class Infrastructure(Model):
    """What the controller puts on the objects it makes."""

    labels: StringMap | None = None
    annotations: StringMap | None = None
    parameters_ref: ObjectReference | None = None


class Address(Model):
    """An address that is asked for."""

    type: Literal["IPAddress", "Hostname", "NamedAddress"] | None = None
    value: Annotated[str, Field(max_length=253)] | None = None


class ClientValidation(Model):
    """Which client certificates are trusted."""

    ca_certificate_refs: Annotated[Items[NamespacedReference], Field(min_length=1, max_length=16)]
    mode: Literal["AllowValidOnly", "AllowInsecureFallback"] | None = None


class FrontendTlsConfig(Model):
    """Client certificates on one port or on all."""

    validation: ClientValidation | None = None


class FrontendPort(Model):
    """Client certificates on one port."""

    port: Port
    tls: FrontendTlsConfig


class FrontendTls(Model):
    """Client certificates."""

    default: FrontendTlsConfig
    per_port: Annotated[Items[FrontendPort], Field(max_length=64)] | None = None


class BackendTls(Model):
    """The gateway's own certificate towards backends."""

    client_certificate_ref: SecretReference | None = None


class GatewayTls(Model):
    """Certificates of clients and towards backends."""

    frontend: FrontendTls | None = None
    backend: BackendTls | None = None


class GatewaySpec(Model):
    """The class and the listeners."""

    gateway_class_name: ObjectName
    listeners: Listeners
    addresses: Annotated[Items[Address], Field(max_length=16)] | None = None
    allowed_listeners: AllowedListeners | None = None
    infrastructure: Infrastructure | None = None
    tls: GatewayTls | None = None


class Gateway(Resource):
    """A load balancer and its listeners."""

    api_version: API
    kind: Literal["Gateway"]
    spec: GatewaySpec


class GatewayReference(Model):
    """The Gateway that is extended."""

    group: Group | None = None
    kind: KindName | None = None
    name: ObjectName
    namespace: DnsLabel | None = None


class ListenerSetSpec(Model):
    """Listeners for a Gateway."""

    parent_ref: GatewayReference
    listeners: Listeners


class ListenerSet(Resource):
    """Listeners that somebody else adds to a Gateway."""

    api_version: API
    kind: Literal["ListenerSet"]
    spec: ListenerSetSpec


class GrantFrom(Model):
    """Who may refer."""

    group: Group
    kind: KindName
    namespace: DnsLabel


class GrantTo(Model):
    """What may be referred to."""

    group: Group
    kind: KindName
    name: ObjectName | None = None


class ReferenceGrantSpec(Model):
    """References into this namespace."""

    from_: Annotated[Items[GrantFrom], Field(min_length=1, max_length=16)] = Field(alias="from")
    to: Annotated[Items[GrantTo], Field(min_length=1, max_length=16)]


class ReferenceGrant(Resource):
    """Leave for other namespaces to refer to objects of this one."""

    api_version: Literal["gateway.networking.k8s.io/v1beta1"]
    kind: Literal["ReferenceGrant"]
    spec: ReferenceGrantSpec
