"""The table of operators: name to chart."""

from __future__ import annotations

from collections.abc import Mapping

from dotmac_manifests.components.operator_chart import OperatorChart
from dotmac_manifests.components.operators_data import BACKUP_PLUGIN, POSTGRES, VELERO
from dotmac_manifests.components.operators_delivery import (
    CLUSTER_AUTOSCALER,
    EXTERNAL_DNS,
    METRICS_SERVER,
    ROLLOUTS,
)
from dotmac_manifests.components.operators_edge import ENVOY, NGINX
from dotmac_manifests.components.operators_logging import NODE_LOGS
from dotmac_manifests.components.operators_monitoring import MONITORING
from dotmac_manifests.components.operators_security import CERT_MANAGER, EXTERNAL_SECRETS

OPERATORS: Mapping[str, OperatorChart] = {
    "nginx-ingress": NGINX,
    "envoy-gateway": ENVOY,
    "cert-manager": CERT_MANAGER,
    "external-secrets": EXTERNAL_SECRETS,
    "cloudnative-pg": POSTGRES,
    "plugin-barman-cloud": BACKUP_PLUGIN,
    "argo-rollouts": ROLLOUTS,
    "velero": VELERO,
    "external-dns": EXTERNAL_DNS,
    "metrics-server": METRICS_SERVER,
    "kube-prometheus-stack": MONITORING,
    "fluent-bit": NODE_LOGS,
    "cluster-autoscaler": CLUSTER_AUTOSCALER,
}
