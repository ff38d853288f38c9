"""Envoy Gateway: HTTPRouteFilter, as far as it answers by itself.

Source: Envoy Gateway 1.x API reference (`gateway.envoyproxy.io/v1alpha1`) and its task "Direct
Response", which bounds the body.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dotmac_manifests.crds.base import Model, Resource, Text

MAX_BODY = 4096


class ResponseBody(Model):
    """Text that is written out here."""

    type: Literal["Inline"]
    inline: Annotated[str, Field(max_length=MAX_BODY)]


class DirectResponse(Model):
    """An answer of the edge's own."""

    status_code: Annotated[int, Field(ge=200, le=599)] | None = None
    content_type: Text | None = None
    body: ResponseBody | None = None


class HttpRouteFilterSpec(Model):
    """What happens to a request of the rule that names the filter."""

    direct_response: DirectResponse


class HttpRouteFilter(Resource):
    """A filter that rules of an HTTPRoute name by `extensionRef`."""

    api_version: Literal["gateway.envoyproxy.io/v1alpha1"]
    kind: Literal["HTTPRouteFilter"]
    spec: HttpRouteFilterSpec
