"""Roll-outs, DNS records, usage figures and nodes.

Source: https://argo-rollouts.readthedocs.io/en/stable/installation/,
https://kubernetes-sigs.github.io/external-dns/latest/charts/external-dns/,
https://kubernetes-sigs.github.io/metrics-server/ and
https://github.com/kubernetes/autoscaler/tree/master/charts/cluster-autoscaler
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.operator_chart import (
    APP_KINDS,
    CONTAINER_SECURITY,
    CRD,
    POD_SECURITY,
    OperatorChart,
    Settings,
    cluster_roles,
    resources,
    spread,
)
from dotmac_manifests.components.operators_security import cloud_identity
from dotmac_manifests.plan import names
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.names import NAME_LABEL

Body = dict[str, Any]
USER = 65532
DNS_SECRET = "dns-provider"
PROVIDERS = {"route53": "aws", "clouddns": "google", "cloudflare": "cloudflare"}
ROUTERS = (
    "istio",
    "smi",
    "ambassador",
    "awsLoadBalancerController",
    "awsAppMesh",
    "traefik",
    "apisix",
    "contour",
    "glooPlatform",
    "gatewayAPI",
)
ROLLOUT_CRDS = ("analysisruns", "analysistemplates", "clusteranalysistemplates", "experiments")


def rollouts(settings: Settings) -> Body:
    """Values of Argo Rollouts; it moves no traffic itself, so it may touch no router."""
    return {
        "installCRDs": True,
        "keepCRDs": True,
        "clusterInstall": True,
        "createClusterAggregateRoles": False,
        "controller": {
            "image": settings.image("controller").with_registry(),
            "replicas": settings.replicas,
            "resources": resources("100m", "512Mi"),
            "pdb": settings.budget(),
            "priorityClassName": settings.priority,
            "topologySpreadConstraints": spread({NAME_LABEL: "argo-rollouts"}),
            "metrics": {"enabled": False},
        },
        "podSecurityContext": POD_SECURITY,
        "containerSecurityContext": {**CONTAINER_SECURITY, "runAsUser": 999},
        "providerRBAC": {"enabled": False, "providers": dict.fromkeys(ROUTERS, False)},
        "dashboard": {"enabled": False},
        "notifications": {"secret": {"create": False}, "configmap": {"create": False}},
    }


def external_dns(settings: Settings) -> Body:
    """Values of external-dns: adds and changes records of its own, never removes one.

    Names of RADIUS and VPN come from an annotation of their Services; admission has judged that
    it stays below the tenant's own hosts, as it has judged the hosts of routes.
    """
    region = settings.region
    edge, domains = region.spec.edge, region.platform.domains
    arguments: list[str] = []
    if edge.mode == "ingress":
        arguments.append(f"--ingress-class={edge.class_name}")
    if region.spec.dns.provider == "route53":
        arguments.append("--aws-zone-type=public")
    if region.spec.dns.zone_id:
        arguments.append(f"--zone-id-filter={region.spec.dns.zone_id}")
    if region.spec.dns.project:
        arguments.append(f"--google-project={region.spec.dns.project}")
    hosts = [domains.tenants, *([region.admin_host, domains.api] if region.spec.primary else [])]
    return {
        "image": settings.image("controller").tagged(),
        "provider": {"name": PROVIDERS[region.spec.dns.provider]},
        "sources": ["gateway-httproute" if edge.mode == "gateway" else "ingress", "service"],
        "policy": "upsert-only",
        "registry": "txt",
        "txtOwnerId": region.name,
        "txtPrefix": "_extdns.",
        "domainFilters": hosts,
        "interval": "1m",
        "triggerLoopOnEvent": True,
        "extraArgs": arguments,
        "env": _dns_environment(region),
        "serviceAccount": {"create": True, "annotations": cloud_identity(region)},
        "rbac": {"create": True},
        "resources": resources("50m", "256Mi"),
        "priorityClassName": settings.priority,
        "podSecurityContext": {**POD_SECURITY, "fsGroup": USER},
        "securityContext": {**CONTAINER_SECURITY, "runAsUser": USER, "runAsGroup": USER},
        "deploymentStrategy": {"type": "Recreate"},
        "serviceMonitor": {"enabled": False},
    }


def _dns_environment(region: RegionPlan) -> list[Body]:
    if region.spec.dns.provider == "route53":
        return [{"name": "AWS_DEFAULT_REGION", "value": region.spec.cloud_region}]
    if region.spec.dns.provider == "cloudflare":
        reference = {"name": DNS_SECRET, "key": "api-token"}
        return [{"name": "CF_API_TOKEN", "valueFrom": {"secretKeyRef": reference}}]
    return []


def metrics_server(settings: Settings) -> Body:
    """Values of metrics-server; kubelets' serving certificates are not signed by the cluster."""
    return {
        "image": settings.image("controller").tagged(),
        "replicas": settings.replicas,
        "resources": resources("100m", "256Mi"),
        "podDisruptionBudget": settings.budget(),
        "priorityClassName": settings.priority,
        "podSecurityContext": POD_SECURITY,
        "securityContext": {**CONTAINER_SECURITY, "runAsUser": 1000},
        "topologySpreadConstraints": spread({NAME_LABEL: "metrics-server"}),
        "hostNetwork": {"enabled": False},
        "args": ["--kubelet-insecure-tls"],
        "apiService": {"create": True, "insecureSkipTLSVerify": True},
        "addonResizer": {"enabled": False},
        "metrics": {"enabled": False},
        "serviceMonitor": {"enabled": False},
    }


def cluster_autoscaler(settings: Settings) -> Body:
    """Values of the node autoscaler; its cloud identity is bound to its service account outside."""
    region = settings.region
    budget = {"maxUnavailable": 1} if settings.replicas > 1 else None
    return {
        "fullnameOverride": "cluster-autoscaler",
        "cloudProvider": "aws",
        "awsRegion": region.spec.cloud_region,
        "autoDiscovery": {"clusterName": region.spec.cluster.name},
        "image": settings.image("controller").tagged(),
        "replicaCount": settings.replicas,
        "resources": resources("100m", "1Gi"),
        "podDisruptionBudget": budget or {},
        "priorityClassName": settings.priority,
        "securityContext": {**POD_SECURITY, "runAsUser": USER, "runAsGroup": USER},
        "containerSecurityContext": CONTAINER_SECURITY,
        "extraArgs": {
            "balance-similar-node-groups": True,
            "expander": "least-waste",
            "skip-nodes-with-system-pods": False,
        },
        "rbac": {"create": True, "serviceAccount": {"create": True, "name": "cluster-autoscaler"}},
        "serviceMonitor": {"enabled": False},
        "prometheusRule": {"enabled": False},
    }


ROLLOUTS = OperatorChart(
    wave=-10,
    values=rollouts,
    kinds=APP_KINDS,
    cluster_kinds=(
        *((*CRD, f"{name}.argoproj.io") for name in (*ROLLOUT_CRDS, "rollouts")),
        *cluster_roles("argo-rollouts"),
    ),
)
EXTERNAL_DNS = OperatorChart(
    wave=10,
    values=external_dns,
    kinds=APP_KINDS,
    cluster_kinds=cluster_roles("external-dns"),
    skip_crds=True,  # its DNSEndpoint would let anybody write any record
)
METRICS_SERVER = OperatorChart(
    wave=-10,
    values=metrics_server,
    kinds=APP_KINDS,
    cluster_kinds=(
        *cluster_roles("metrics-server"),
        *cluster_roles("system:metrics-server"),
        ("apiregistration.k8s.io", "APIService", "v1beta1.metrics.k8s.io"),
    ),
    elsewhere=(names.DNS_NAMESPACE,),  # a RoleBinding to the API server's request headers
)
CLUSTER_AUTOSCALER = OperatorChart(
    wave=-10,  # before whatever may need more nodes
    values=cluster_autoscaler,
    kinds=APP_KINDS,
    cluster_kinds=cluster_roles("cluster-autoscaler"),
)
