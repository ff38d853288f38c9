"""Gateway API: references, names and limits that several kinds share.

Source: Gateway API specification, "Shared types".
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from dotmac_manifests.crds import patterns
from dotmac_manifests.crds.base import DnsLabel, DnsName, Model, Port

Group = Annotated[
    str,
    Field(pattern=r"^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"),
    Field(max_length=253),
]
"""An API group; empty is the core group."""

KindName = Annotated[str, Field(pattern=r"^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$", max_length=63)]
ObjectName = Annotated[str, Field(min_length=1, max_length=253)]

Hostname = Annotated[
    str, Field(pattern=patterns.HOSTNAME, max_length=253, examples=["*.isp.example.com"])
]
"""A host name, possibly with a wildcard as its first label."""

Duration = Annotated[
    str, Field(pattern=r"^([0-9]{1,5}(h|m|s|ms)){1,4}$", examples=["500ms", "1h30m"])
]
"""A Gateway API duration: no fractions, nothing finer than milliseconds."""

HeaderName = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$", min_length=1, max_length=256)
]
HeaderValue = Annotated[str, Field(min_length=1, max_length=4096)]
PathText = Annotated[str, Field(max_length=1024)]
Weight = Annotated[int, Field(ge=0, le=1000000)]


class ParentReference(Model):
    """The Gateway or ListenerSet that a route attaches to."""

    group: Group | None = None
    kind: KindName | None = None
    name: ObjectName
    namespace: DnsLabel | None = None
    section_name: DnsName | None = None
    port: Port | None = None


class ObjectReference(Model):
    """An object of the same namespace."""

    group: Group
    kind: KindName
    name: ObjectName


class NamespacedReference(ObjectReference):
    """An object of any namespace."""

    namespace: DnsLabel | None = None


class SecretReference(Model):
    """A Secret; in another namespace it needs a ReferenceGrant."""

    group: Group | None = None
    kind: KindName | None = None
    name: ObjectName
    namespace: DnsLabel | None = None


class ServiceReference(Model):
    """A Service, or another object that traffic can go to."""

    group: Group | None = None
    kind: KindName | None = None
    name: ObjectName
    namespace: DnsLabel | None = None
    port: Port | None = None


class BackendReference(ServiceReference):
    """A Service and its share of the traffic."""

    weight: Weight | None = None
