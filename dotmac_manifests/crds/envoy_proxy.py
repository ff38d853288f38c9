"""Envoy Gateway: EnvoyProxy, the proxies behind a Gateway.

Source: Envoy Gateway 1.x API reference (`gateway.envoyproxy.io/v1alpha1`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from dotmac_manifests.crds.base import (
    Cidr,
    Count,
    Items,
    Model,
    PodSecurityContext,
    Resource,
    Resources,
    SecurityContext,
    StringMap,
    Text,
    Toleration,
    TopologySpread,
)
from dotmac_manifests.crds.envoy_gateway import API


class ProxyPod(Model):
    """The proxies' pods."""

    annotations: StringMap | None = None
    labels: StringMap | None = None
    node_selector: StringMap | None = None
    security_context: PodSecurityContext | None = None
    tolerations: Items[Toleration] | None = None
    topology_spread_constraints: Items[TopologySpread] | None = None


class ProxyContainer(Model):
    """The container that runs Envoy."""

    image: Text | None = None
    resources: Resources | None = None
    security_context: SecurityContext | None = None


class ProxyDeployment(Model):
    """How many proxies, and of what shape."""

    replicas: Count | None = None
    pod: ProxyPod | None = None
    container: ProxyContainer | None = None


class ProxyService(Model):
    """The Service before the proxies."""

    type: Literal["ClusterIP", "LoadBalancer", "NodePort"] | None = None
    annotations: StringMap | None = None
    external_traffic_policy: Literal["Local", "Cluster"] | None = None
    load_balancer_class: Text | None = None
    load_balancer_source_ranges: Items[Cidr] | None = None
    allocate_load_balancer_node_ports: bool | None = None


class ProxyDisruptionBudget(Model):
    """How many proxies stay while nodes are drained."""

    min_available: Count | None = None


class ProxyKubernetes(Model):
    """What the controller makes in the cluster."""

    envoy_deployment: ProxyDeployment | None = None
    envoy_service: ProxyService | None = None
    envoy_pdb: ProxyDisruptionBudget | None = Field(default=None, alias="envoyPDB")


class ProxyProvider(Model):
    """Where the proxies run."""

    type: Literal["Kubernetes"]
    kubernetes: ProxyKubernetes | None = None


class EnvoyProxySpec(Model):
    """Settings of the proxies of one Gateway or class."""

    provider: ProxyProvider


class EnvoyProxy(Resource):
    """Settings of the proxies that a Gateway's infrastructure refers to."""

    api_version: API
    kind: Literal["EnvoyProxy"]
    spec: EnvoyProxySpec
