"""The region's own monitoring: Prometheus, Alertmanager, node and object metrics.

Source: https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.operator_chart import (
    APP_KINDS,
    CONTAINER_SECURITY,
    POD_SECURITY,
    OperatorChart,
    Settings,
    cluster_roles,
    crds,
    resources,
)
from dotmac_manifests.plan.flows_monitoring import Target, targets
from dotmac_manifests.plan.flows_platform import control_plane_flows
from dotmac_manifests.plan.model import RegionPlan
from dotmac_manifests.plan.operators import NODE_EXPORTER_NAMESPACE

Body = dict[str, Any]
ALERTMANAGER_SECRET = "alertmanager-config"
GROUP = "monitoring.coreos.com"
USER = 65534
RETENTION = "15d"
OFF = (
    "grafana",
    "coreDns",
    "kubeDns",
    "kubeControllerManager",
    "kubeEtcd",
    "kubeProxy",
    "kubeScheduler",
    "thanosRuler",
    "windowsMonitoring",
)
"""Parts that managed clusters hide, or that nobody asked for."""


def monitoring(settings: Settings) -> Body:
    """Values of the stack; dashboards belong to the tenants' own Grafana."""
    return {
        **{part: {"enabled": False} for part in OFF},
        "crds": {"enabled": True, "upgradeJob": {"enabled": False}},
        "prometheusOperator": _operator(settings),
        "prometheus": {"prometheusSpec": _prometheus(settings), "ingress": {"enabled": False}},
        "alertmanager": {"alertmanagerSpec": _alertmanager(settings)},
        "kube-state-metrics": {
            "image": settings.image("kube-state-metrics").with_sha(),
            "resources": resources("50m", "512Mi"),
            "priorityClassName": settings.priority,
            "securityContext": {"enabled": True, **POD_SECURITY, "runAsUser": USER},
            "containerSecurityContext": CONTAINER_SECURITY,
            # Never Secrets, not even their names.
            "collectors": list(COLLECTORS),
        },
        "prometheus-node-exporter": _node_exporter(settings),
    }


COLLECTORS = (
    "certificatesigningrequests",
    "cronjobs",
    "daemonsets",
    "deployments",
    "horizontalpodautoscalers",
    "ingresses",
    "jobs",
    "limitranges",
    "namespaces",
    "networkpolicies",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "poddisruptionbudgets",
    "pods",
    "replicasets",
    "resourcequotas",
    "services",
    "statefulsets",
    "storageclasses",
)


def _operator(settings: Settings) -> Body:
    """The operator, without webhooks: nobody but Argo CD writes its objects."""
    return {
        "image": settings.image("operator").with_sha(),
        "prometheusConfigReloader": {
            "image": settings.image("config-reloader").with_sha(),
            "resources": resources("10m", "64Mi", limit_cpu="100m"),
        },
        "admissionWebhooks": {"enabled": False},
        "tls": {"enabled": False},
        "resources": resources("50m", "256Mi"),
        "priorityClassName": settings.priority,
        "securityContext": {**POD_SECURITY, "runAsUser": USER, "fsGroup": USER},
        "containerSecurityContext": CONTAINER_SECURITY,
        "serviceMonitor": {"selfMonitor": True},
        "kubeletService": {"enabled": True},
    }


def _prometheus(settings: Settings) -> Body:
    region = settings.region
    flows = (*region.flows, *(control_plane_flows(region) if region.spec.primary else ()))
    return {
        "image": settings.image("prometheus").with_sha(),
        "replicas": settings.replicas,
        "retention": RETENTION,
        "retentionSize": "90GB",
        "externalLabels": {"region": region.name, "environment": region.spec.environment},
        "resources": resources("500m", "4Gi", limit_cpu="2"),
        "priorityClassName": settings.priority,
        "podAntiAffinity": "soft",
        "securityContext": {**POD_SECURITY, "runAsUser": 1000, "runAsGroup": 2000, "fsGroup": 2000},
        "storageSpec": _storage(region, "100Gi"),
        "additionalScrapeConfigs": [_job(target) for target in targets(flows)],
    }


def _alertmanager(settings: Settings) -> Body:
    """Receivers are confidential, so the whole configuration comes from the secret store."""
    return {
        "image": settings.image("alertmanager").with_sha(),
        "replicas": settings.replicas,
        "resources": resources("50m", "128Mi"),
        "priorityClassName": settings.priority,
        "securityContext": {**POD_SECURITY, "runAsUser": 1000, "runAsGroup": 2000, "fsGroup": 2000},
        "useExistingSecret": True,
        "configSecret": ALERTMANAGER_SECRET,
        "storage": _storage(settings.region, "2Gi"),
    }


def _node_exporter(settings: Settings) -> Body:
    """On every node: in its network, with a view of its file systems, but unprivileged."""
    return {
        "namespaceOverride": NODE_EXPORTER_NAMESPACE,
        "image": settings.image("node-exporter").with_registry(),
        "resources": resources("50m", "64Mi", limit_cpu="250m"),
        "priorityClassName": settings.priority,
        "hostPID": False,
        "containerSecurityContext": CONTAINER_SECURITY,
        "tolerations": [{"operator": "Exists", "effect": "NoSchedule"}],
    }


def _storage(region: RegionPlan, size: str) -> Body:
    spec = {
        "storageClassName": region.spec.storage_class.name,
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": size}},
    }
    return {"volumeClaimTemplate": {"spec": spec}}


def _job(target: Target) -> Body:
    """Pods of one namespace by one label and one container port, as the flow allows."""
    pods = target.pods
    label = "".join(character if character.isalnum() else "_" for character in pods.key)
    return {
        "job_name": f"{pods.namespace}/{pods.values[0]}/{target.port}",
        "metrics_path": target.path,
        "kubernetes_sd_configs": [{"role": "pod", "namespaces": {"names": [pods.namespace]}}],
        "relabel_configs": [
            {
                "source_labels": [
                    f"__meta_kubernetes_pod_label_{label}",
                    "__meta_kubernetes_pod_container_port_number",
                    "__meta_kubernetes_pod_phase",
                ],
                "regex": f"{pods.values[0]};{target.port};Running",
                "action": "keep",
            },
            {"source_labels": ["__meta_kubernetes_namespace"], "target_label": "namespace"},
            {"source_labels": ["__meta_kubernetes_pod_name"], "target_label": "pod"},
        ],
    }


MONITORING = OperatorChart(
    wave=10,
    values=monitoring,
    kinds=(
        *APP_KINDS,
        ("", "Secret"),  # the scrape configuration, which the chart keeps in one
        ("apps", "DaemonSet"),
        *((GROUP, kind) for kind in ("Alertmanager", "Prometheus", "PrometheusRule")),
        (GROUP, "ServiceMonitor"),
    ),
    cluster_kinds=(*crds(GROUP), *cluster_roles("kube-prometheus-stack")),
)
