"""What brings traffic into a cluster: the class of Ingresses, or a Gateway and its listeners.

The certificate of all tenants' hosts stays beside the edge; no private key of it is ever in a
tenant's namespace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.certificates import CERTIFICATES, certificate
from dotmac_manifests.components.cluster_gateway import GatewayProxies
from dotmac_manifests.components.edge_gateway import CONTROL_PLANE_LISTENER
from dotmac_manifests.components.edge_objects import GATEWAY_API, HTTPS_LISTENER
from dotmac_manifests.components.resource import Component, Owner, Resource, metadata
from dotmac_manifests.components.secret_store import SecretStore
from dotmac_manifests.components.secrets import external_secret
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
COMPONENT = "edge"
VERSION = "1"
CONTROL_PLANE_TLS = "control-plane-tls"
CONTROL_PLANE_CA = "control-plane-ca"
NGINX = "nginx.org/ingress-controller"
ENVOY = "gateway.envoyproxy.io/gatewayclass-controller"


class ClusterEdge(Component):
    """The region's edge in the mode that it chose, and the wildcard certificate."""

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "edge")
        self._region = region
        self._domain = region.platform.domains.tenants
        self._certificate(names.WILDCARD_SECRET, f"*.{self._domain}", names.PUBLIC_ISSUER)
        if region.spec.edge.mode == "gateway":
            self._gateway_edge()
        else:
            self._ingress_class()

    def _ingress_class(self) -> None:
        """Not the default class: an Ingress that names none is nobody's."""
        self._add("networking.k8s.io/v1", "IngressClass", self._name, {"controller": NGINX})

    def _gateway_edge(self) -> None:
        self._add(
            f"{GATEWAY_API}/v1",
            "GatewayClass",
            self._name,
            {"controllerName": ENVOY, "description": "Edge of the region"},
        )
        GatewayProxies(self, self._region)
        self._add(f"{GATEWAY_API}/v1", "Gateway", self._name, self._gateway(), inside=True)
        self._redirect()
        self._clients("edge", None)
        if not self._region.spec.primary:
            self._control_plane()

    @property
    def _name(self) -> str:
        return self._region.spec.edge.class_name

    def _gateway(self) -> Body:
        """The Gateway, whose wildcard listener takes routes of every tenant's namespace.

        A listener for each tenant could select its namespace by name, but every new tenant would
        then change this shared object, which holds 64 listeners at most. The label that is
        selected instead stands on Namespaces, which only Argo CD writes, and which host a route
        may claim is for the admission policies to say. Custom domains, and the control plane's
        own hosts, bring listeners of their own (ListenerSet), whose certificates stay in the
        namespace of their owner.
        """
        domain = f"*.{self._domain}"
        tenants = _namespaces("tenant")
        listeners: list[Body] = [
            {
                "name": "http",
                "port": 80,
                "protocol": "HTTP",
                "allowedRoutes": {"namespaces": {"from": "Same"}},
            },
            _https(HTTPS_LISTENER, domain, names.WILDCARD_SECRET, tenants),
        ]
        if not self._region.spec.primary:
            host = names.control_plane_host(domain)
            listeners.append(_https(CONTROL_PLANE_LISTENER, host, CONTROL_PLANE_TLS, tenants))
        return {
            "gatewayClassName": self._name,
            "infrastructure": {
                "parametersRef": {
                    "group": "gateway.envoyproxy.io",
                    "kind": "EnvoyProxy",
                    "name": self._name,
                }
            },
            "allowedListeners": {"namespaces": _namespaces("control-plane", "tenant")},
            "listeners": listeners,
        }

    def _redirect(self) -> None:
        """Plain HTTP is answered with the HTTPS address, for every host."""
        to_https = {
            "type": "RequestRedirect",
            "requestRedirect": {"scheme": "https", "statusCode": 301},
        }
        self._add(
            f"{GATEWAY_API}/v1",
            "HTTPRoute",
            "https-redirect",
            {
                "parentRefs": [
                    {
                        "group": GATEWAY_API,
                        "kind": "Gateway",
                        "name": self._name,
                        "sectionName": "http",
                    }
                ],
                "rules": [{"filters": [to_https]}],
            },
            inside=True,
        )

    def _control_plane(self) -> None:
        """The listener for a control plane in another cluster, which shows a certificate.

        TLS asks for a client certificate by host, never by path; hence the hosts of their own.
        """
        host = names.control_plane_host(f"*.{self._domain}")
        self._certificate(CONTROL_PLANE_TLS, host, names.INTERNAL_ISSUER)
        namespace = self._region.edge_namespace
        SecretStore(self, namespace, namespace, self._region)
        external_secret(
            self,
            Owner(namespace, "edge", COMPONENT, VERSION),
            CONTROL_PLANE_CA,
            path=names.region_secret_path(self._region.name, CONTROL_PLANE_CA),
            keys={"ca.crt": "certificate"},
        )
        authority = {"kind": "Secret", "name": CONTROL_PLANE_CA}
        self._clients(
            CONTROL_PLANE_LISTENER,
            CONTROL_PLANE_LISTENER,
            {"mode": "RequireAndVerify", "caCertificateRefs": [authority]},
        )

    def _clients(self, name: str, listener: str | None, validation: Body | None = None) -> None:
        """How clients are treated; a listener's own policy replaces the Gateway's wholly."""
        target: Body = {"group": GATEWAY_API, "kind": "Gateway", "name": self._name}
        if listener is not None:
            target["sectionName"] = listener
        tls: Body = {"minVersion": "1.2"}
        if validation is not None:
            tls["clientValidation"] = validation
        spec: Body = {
            "targetRefs": [target],
            "tls": tls,
            "headers": {"withUnderscoresAction": "DropHeader"},
            "path": {"escapedSlashesAction": "UnescapeAndRedirect"},
            "timeout": {"http": {"requestReceivedTimeout": "60s", "idleTimeout": "300s"}},
            "connection": {"bufferLimit": "32Ki"},
            "http2": {"maxConcurrentStreams": 100},
        }
        trusted = self._region.spec.edge.trusted_proxy_cidrs
        if trusted and listener is None:
            spec["clientIPDetection"] = {"xForwardedFor": {"trustedCIDRs": list(trusted)}}
        self._add("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy", name, spec, inside=True)

    def _certificate(self, secret: str, host: str, issuer: str) -> None:
        spec = certificate(secret, issuer, [host])
        self._add(CERTIFICATES, "Certificate", secret, spec, inside=True)

    def _add(
        self, api_version: str, kind: str, name: str, spec: Mapping[str, Any], inside: bool = False
    ) -> None:
        namespace = self._region.edge_namespace if inside else None
        Resource(
            self,
            f"{kind}-{name}",
            {
                "apiVersion": api_version,
                "kind": kind,
                "metadata": metadata(
                    name, namespace, app="edge", component=COMPONENT, version=VERSION
                ),
                "spec": dict(spec),
            },
        )


def _namespaces(*components: str) -> Body:
    expression = {
        "key": "app.kubernetes.io/component",
        "operator": "In",
        "values": list(components),
    }
    return {"from": "Selector", "selector": {"matchExpressions": [expression]}}


def _https(name: str, host: str, secret: str, namespaces: Body) -> Body:
    kinds: Sequence[Body] = [{"group": GATEWAY_API, "kind": "HTTPRoute"}]
    return {
        "name": name,
        "port": 443,
        "protocol": "HTTPS",
        "hostname": host,
        "tls": {"mode": "Terminate", "certificateRefs": [{"kind": "Secret", "name": secret}]},
        "allowedRoutes": {"namespaces": namespaces, "kinds": list(kinds)},
    }
