"""The edge as `networking.k8s.io/v1` Ingress for the F5 NGINX Ingress Controller.

Several Ingresses share a host as master and minions, so that an access list can hold for one
path. Source: https://docs.nginx.com/nginx-ingress-controller/ (mergeable types, annotations).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.edge_objects import EdgeObjects
from dotmac_manifests.components.edge_routes import HSTS_SECONDS, Route, dns_annotations
from dotmac_manifests.components.maintenance import CONTENT_TYPE, HEADERS, STATUS, page
from dotmac_manifests.components.resource import Owner
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
CONTROL_PLANE_CA = "control-plane-ca"
MERGE = "nginx.org/mergeable-ingress-type"
POLICIES = "nginx.org/policies"
LIMITS: Mapping[str, str] = {
    "nginx.org/client-max-body-size": "20m",
    "nginx.org/limit-req-rate": "100r/s",
    "nginx.org/limit-req-key": "${binary_remote_addr}",
    "nginx.org/limit-req-zone-size": "10m",
    "nginx.org/limit-req-burst": "200",
    "nginx.org/limit-req-no-delay": "true",
    "nginx.org/limit-req-reject-code": "429",
    "nginx.org/proxy-connect-timeout": "5s",
    "nginx.org/proxy-read-timeout": "75s",
    "nginx.org/ssl-redirect": "true",
    "nginx.org/http-redirect-code": "308",
}
HSTS: Mapping[str, str] = {
    "nginx.org/hsts": "true",
    "nginx.org/hsts-max-age": str(HSTS_SECONDS),
}
NO_RECORD: Mapping[str, str] = {
    "external-dns.alpha.kubernetes.io/ingress-hostname-source": "annotation-only"
}
"""Minions repeat their master's host; its record is the master's business."""


class IngressEdge(EdgeObjects):
    """Ingresses and access lists of one tenant."""

    def __init__(self, scope: Construct, plan: TenantPlan) -> None:
        super().__init__(scope, "ingress", plan.namespace, plan.region)
        self._plan = plan

    def host(self, host: str, routes: Sequence[Route]) -> None:
        """The tenant's own host: the edge's wildcard certificate serves it, so that no private
        key is in the tenant's namespace (a tls entry without secretName asks for just that)."""
        annotations = {
            MERGE: "master",
            **LIMITS,
            **HSTS,
            **dns_annotations(self._region),
        }
        self._ingress("isp-ops-ingress", host, (), annotations, {"hosts": [host]})
        for route in routes:
            extra = {MERGE: "minion", **NO_RECORD}
            if route.name == "isp-ops-app":
                extra["nginx.org/websocket-services"] = route.name
            if route.cidrs:
                extra[POLICIES] = f"{route.name}-clients"
                self._access_list(f"{route.name}-clients", route.cidrs)
            self._ingress(f"isp-ops-ingress-{route.name}", host, [route], extra, None)

    def custom_domain(self, domain: str, routes: Sequence[Route]) -> None:
        """A domain of the tenant's own, with a certificate of its own (DNS-01, delegated).

        The certificate does not hang on the Ingress, so that it stays when the maintenance page
        takes the Ingress's place.
        """
        secret = names.tls_secret(domain)
        self._certificate(secret, domain)
        annotations = {
            **LIMITS,
            **HSTS,
            "nginx.org/websocket-services": "isp-ops-app",
            **NO_RECORD,
        }
        tls = {"hosts": [domain], "secretName": secret}
        self._ingress(domain.replace(".", "-"), domain, routes, annotations, tls)

    def maintenance(self, host: str, domains: Sequence[str]) -> None:
        """The page on every host, from the certificates that these had before.

        An Ingress leads to pods only; a VirtualServer can answer by itself. Where it has no
        Secret, the wildcard certificate serves it, as it serves the Ingress. While a sync
        replaces one by the other both name the host, and the controller keeps to the older
        until that is pruned. The DNS record stays as it is: external-dns removes none.
        Source: https://docs.nginx.com/nginx-ingress-controller/configuration/ (VirtualServer,
        host and listener collisions).
        """
        self._virtual_server("maintenance", host, {})
        for domain in domains:
            secret = names.tls_secret(domain)
            self._certificate(secret, domain)
            self._virtual_server(domain.replace(".", "-"), domain, {"secret": secret})

    def _virtual_server(self, name: str, host: str, certificate: Body) -> None:
        headers = [{"name": header, "value": value} for header, value in HEADERS.items()]
        answer = {
            "code": STATUS,
            "type": CONTENT_TYPE,
            "body": page(self._plan),
            "headers": headers,
        }
        spec = {
            "ingressClassName": self._region.spec.edge.class_name,
            "host": host,
            "tls": {**certificate, "redirect": {"enable": True, "code": 308}},
            "routes": [{"path": "/", "action": {"return": answer}}],
        }
        self._add("k8s.nginx.org/v1", "VirtualServer", name, spec)

    def control_plane(self, host: str) -> None:
        """Calls of a control plane in another cluster: client certificate and source address."""
        cidrs = self._region.platform.control_plane_egress_cidrs
        external_secret(
            self,
            Owner(self._namespace, "edge", "edge", "1"),
            CONTROL_PLANE_CA,
            path=self._plan.secret_path(CONTROL_PLANE_CA),
            keys={"ca.crt": "certificate"},
            secret_type="nginx.org/ca",
        )
        self._policy(
            "control-plane-mtls",
            {
                "ingressMTLS": {
                    "clientCertSecret": CONTROL_PLANE_CA,
                    "verifyClient": "on",
                    "verifyDepth": 2,
                }
            },
        )
        self._access_list("control-plane-clients", cidrs)
        annotations = {
            **LIMITS,
            POLICIES: "control-plane-mtls,control-plane-clients",
            "cert-manager.io/cluster-issuer": names.INTERNAL_ISSUER,
            "cert-manager.io/private-key-rotation-policy": "Always",
        }
        tls = {"hosts": [host], "secretName": "control-plane-tls"}
        routes = [Route("isp-backend", "/api", 8000)]
        self._ingress("control-plane", host, routes, annotations, tls)

    def _access_list(self, name: str, cidrs: Sequence[str]) -> None:
        self._policy(name, {"accessControl": {"allow": list(cidrs)}})

    def _policy(self, name: str, spec: Body) -> None:
        of_class = {"ingressClassName": self._region.spec.edge.class_name}
        self._add("k8s.nginx.org/v1", "Policy", name, {**of_class, **spec})
