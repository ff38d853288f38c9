"""What brings traffic in: the F5 NGINX Ingress Controller, or Envoy Gateway.

Source: https://docs.nginx.com/nginx-ingress-controller/installation/installing-nic/ and
https://gateway.envoyproxy.io/docs/install/
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.cdk import Construct
from dotmac_manifests.components.operator_chart import (
    ADMISSION,
    APP_KINDS,
    CONTAINER_SECURITY,
    POD_SECURITY,
    OperatorChart,
    Settings,
    cluster_roles,
    crds,
    resources,
    spread,
)
from dotmac_manifests.components.resource import Component, Resource, metadata
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan

Body = dict[str, Any]
SERVICE = "nginx-ingress"
NGINX_USER = 101
METRICS = 9113
GATEWAY_API_CRDS = ("gateway.networking.k8s.io", "gateway.networking.x-k8s.io")


def nginx(settings: Settings) -> Body:
    """Values of the ingress controller."""
    return {
        "controller": {**_controller(settings), **_scope(settings.region), **_pods(settings)},
        "rbac": {"create": True},
        "prometheus": {
            "create": True,
            "port": METRICS,
            "service": {"create": False},
            "serviceMonitor": {"create": False},
        },
        "serviceInsight": {"create": False},
        "nginxServiceMesh": {"enable": False},
        "nginxAgent": {"enable": False},
    }


def _controller(settings: Settings) -> Body:
    """What it may do: policies and mergeable types, but no snippets and nothing reported home."""
    edge = settings.region.spec.edge
    entries = {
        "server-tokens": "False",
        "ssl-protocols": "TLSv1.2 TLSv1.3",
        "http2": "True",
        "log-format-escaping": "json",
    }
    if edge.trusted_proxy_cidrs:
        entries |= {
            "set-real-ip-from": ",".join(edge.trusted_proxy_cidrs),
            "real-ip-header": "X-Forwarded-For",
            "real-ip-recursive": "True",
        }
    return {
        "enableSnippets": False,
        "enableCustomResources": True,
        "enableTLSPassthrough": False,
        "enableOIDC": False,
        "enableCertManager": False,
        "enableExternalDNS": False,
        "enableSSLDynamicReload": True,
        "telemetryReporting": {"enable": False},
        "appprotect": {"enable": False},
        "appprotectdos": {"enable": False},
        "nginxplus": False,
        "globalConfiguration": {"create": False},
        "config": {"entries": entries},
    }


def _scope(region: RegionPlan) -> Body:
    """Its class and Service are ours: the chart's Service knows no load balancer class.

    One wildcard certificate serves every tenant's own host, so that no private key of it ever
    lies in a tenant's namespace.
    """
    return {
        "ingressClass": {
            "name": region.spec.edge.class_name,
            "create": False,
            "setAsDefaultIngress": False,
        },
        "wildcardTLS": {"secret": f"{region.edge_namespace}/{names.WILDCARD_SECRET}"},
        "service": {"create": False},
        "reportIngressStatus": {
            "enable": True,
            "externalService": SERVICE,
            "enableLeaderElection": True,
        },
        "networkPolicy": {"enabled": False},
    }


def _pods(settings: Settings) -> Body:
    labels = {"app.kubernetes.io/name": "nginx-ingress"}
    security = {
        **CONTAINER_SECURITY,
        "runAsUser": NGINX_USER,
        "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]},
    }
    return {
        "kind": "deployment",
        "image": settings.image("controller").digested(),
        "replicaCount": settings.replicas,
        "resources": resources("250m", "512Mi", limit_cpu="2"),
        "initContainerResources": resources("50m", "128Mi"),
        "readOnlyRootFilesystem": True,
        "securityContext": security,
        "initContainerSecurityContext": security,
        "podSecurityContext": {**POD_SECURITY, "fsGroup": NGINX_USER},
        "podDisruptionBudget": settings.budget(),
        "priorityClassName": settings.priority,
        "topologySpreadConstraints": spread(labels),
        "pod": {"extraLabels": {"app.kubernetes.io/component": "edge"}},
        "terminationGracePeriodSeconds": 60,
        "lifecycle": {"preStop": {"sleep": {"seconds": 15}}},
        "readyStatus": {"enable": True, "port": 8081},
    }


class EdgeService(Component):
    """The load balancer before the ingress controller.

    Traffic policy Local keeps the client's address, which access lists compare; no node port
    is opened beside it.
    Source: https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
    """

    def __init__(self, scope: Construct, region: RegionPlan) -> None:
        super().__init__(scope, "edge-service")
        if region.spec.edge.mode == "gateway":
            return  # Envoy Gateway makes the Service of its proxies
        edge = region.spec.edge
        Resource(
            self,
            "service",
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": metadata(
                    SERVICE,
                    region.edge_namespace,
                    app=SERVICE,
                    component="edge",
                    version="1",
                    annotations=edge.load_balancer_annotations,
                ),
                "spec": {
                    "type": "LoadBalancer",
                    "loadBalancerClass": edge.load_balancer_class,
                    "allocateLoadBalancerNodePorts": False,
                    "externalTrafficPolicy": "Local",
                    "ipFamilyPolicy": "PreferDualStack",
                    "selector": {"app.kubernetes.io/name": "nginx-ingress"},
                    "ports": [
                        {"name": "http", "port": 80, "targetPort": 80, "protocol": "TCP"},
                        {"name": "https", "port": 443, "targetPort": 443, "protocol": "TCP"},
                    ],
                },
            },
        )


def envoy(settings: Settings) -> Body:
    """Values of Envoy Gateway; the proxies' own settings are an EnvoyProxy of the cluster.

    Backends and patches are off: they would let a route reach any address.
    """
    image = settings.image("controller")
    return {
        "deployment": {
            "envoyGateway": {
                "image": image.tagged(),
                "resources": resources("100m", "512Mi"),
                "securityContext": {**CONTAINER_SECURITY, "runAsUser": 65532},
            },
            "replicas": settings.replicas,
            "priorityClassName": settings.priority,
            "pod": {
                "topologySpreadConstraints": spread({"control-plane": "envoy-gateway"}),
            },
        },
        "podDisruptionBudget": {"minAvailable": 1 if settings.replicas > 1 else 0},
        "config": {
            "envoyGateway": {
                "gateway": {"controllerName": "gateway.envoyproxy.io/gatewayclass-controller"},
                "provider": {
                    "type": "Kubernetes",
                    "kubernetes": {
                        "shutdownManager": {"image": f"{image.repository}:{image.pinned_tag}"}
                    },
                },
                "extensionApis": {"enableBackend": False, "enableEnvoyPatchPolicy": False},
                "logging": {"level": {"default": "info"}},
            }
        },
        "certgen": {
            "job": {"resources": resources("50m", "128Mi"), "ttlSecondsAfterFinished": 600}
        },
        "topologyInjector": {"enabled": False},
        "createNamespace": False,
    }


NGINX = OperatorChart(
    wave=2,  # after the wildcard certificate of the cluster, without which it does not start
    values=nginx,
    kinds=(*APP_KINDS, ("coordination.k8s.io", "Lease")),
    cluster_kinds=(*crds("k8s.nginx.org", "nginx.org"), *cluster_roles("nginx-ingress")),
)
ENVOY = OperatorChart(
    wave=-14,
    values=envoy,
    kinds=(*APP_KINDS, ("batch", "Job")),
    cluster_kinds=(
        *crds("gateway.envoyproxy.io", *GATEWAY_API_CRDS),
        *cluster_roles("envoy-gateway"),
        (ADMISSION, "ValidatingAdmissionPolicy", "safe-upgrades.gateway.networking.k8s.io"),
        (ADMISSION, "ValidatingAdmissionPolicyBinding", "safe-upgrades.gateway.networking.k8s.io"),
    ),
)
