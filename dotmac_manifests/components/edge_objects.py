"""The objects of an edge, spelt once: Ingress, listener, route, certificate.

Source: https://kubernetes.io/docs/concepts/services-networking/ingress/ and
https://gateway-api.sigs.k8s.io/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.certificates import CERTIFICATES, certificate
from dotmac_manifests.components.edge_routes import Route, hsts_filter
from dotmac_manifests.components.resource import (
    LAST_WAVE,
    SYNC_WAVE,
    Component,
    Resource,
    metadata,
)
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
GATEWAY_API = "gateway.networking.k8s.io"
HTTPS_LISTENER = "https"


class EdgeObjects(Component):
    """Base of what makes routes in one namespace of one region."""

    def __init__(self, scope: Construct, id: str, namespace: str, region: RegionPlan) -> None:
        super().__init__(scope, id)
        self._namespace = namespace
        self._region = region

    def _add(
        self,
        api_version: str,
        kind: str,
        name: str,
        spec: Body,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        meta = metadata(
            name,
            self._namespace,
            app="edge",
            component="edge",
            version="1",
            annotations=annotations,
        )
        body = {"apiVersion": api_version, "kind": kind, "metadata": meta, "spec": spec}
        Resource(self, f"{kind}-{name}", body)

    def _ingress(
        self,
        name: str,
        host: str,
        routes: Sequence[Route],
        annotations: Mapping[str, str],
        tls: Body | None,
    ) -> None:
        """An Ingress of one host; without routes it only holds what others share."""
        rule: Body = {"host": host}
        if routes:
            rule["http"] = {"paths": [_path(route) for route in routes]}
        spec: Body = {"ingressClassName": self._region.spec.edge.class_name, "rules": [rule]}
        if tls is not None:
            spec["tls"] = [tls]
        self._add("networking.k8s.io/v1", "Ingress", name, spec, annotations)

    def _certificate(self, secret: str, host: str) -> None:
        """A public certificate; it may wait for somebody's DNS record, so nothing waits for it."""
        spec = certificate(secret, names.PUBLIC_ISSUER, [host])
        wave = {SYNC_WAVE: str(LAST_WAVE)}
        self._add(CERTIFICATES, "Certificate", secret, spec, wave)

    def _gateway_reference(self) -> Body:
        return {
            "group": GATEWAY_API,
            "kind": "Gateway",
            "name": self._region.spec.edge.class_name,
            "namespace": self._region.edge_namespace,
        }

    def _own_listener(
        self,
        name: str,
        host: str,
        secret: str,
        routes: Sequence[Route],
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        """A listener of this namespace's own beside those of the Gateway, and its routes."""
        self._route(name, host, routes, self._listener_set(name, host, secret), annotations)

    def _listener_set(self, name: str, host: str, secret: str) -> Body:
        """The listener alone; what it returns is what a route hangs on."""
        listener: Body = {
            "name": HTTPS_LISTENER,
            "hostname": host,
            "port": 443,
            "protocol": "HTTPS",
            "tls": {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": secret}]},
            "allowedRoutes": {"namespaces": {"from": "Same"}},
        }
        spec = {"parentRef": self._gateway_reference(), "listeners": [listener]}
        self._add(f"{GATEWAY_API}/v1", "ListenerSet", name, spec)
        parent = {"group": GATEWAY_API, "kind": "ListenerSet", "name": name}
        return {**parent, "sectionName": HTTPS_LISTENER}

    def _route(
        self,
        name: str,
        host: str,
        routes: Sequence[Route],
        parent: Body,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        rules = [
            {
                "matches": [{"path": {"type": "PathPrefix", "value": route.path}}],
                "filters": [hsts_filter()],
                "backendRefs": [{"kind": "Service", "name": route.name, "port": route.port}],
                "timeouts": {"request": "75s"},
            }
            for route in routes
        ]
        self._http_route(name, host, rules, parent, annotations)

    def _http_route(
        self,
        name: str,
        host: str,
        rules: Sequence[Body],
        parent: Body,
        annotations: Mapping[str, str] | None = None,
    ) -> None:
        spec: Body = {"hostnames": [host], "parentRefs": [parent], "rules": list(rules)}
        self._add(f"{GATEWAY_API}/v1", "HTTPRoute", name, spec, annotations)


def _path(route: Route) -> Body:
    backend = {"service": {"name": route.name, "port": {"number": route.port}}}
    return {"path": route.path, "pathType": "Prefix", "backend": backend}
