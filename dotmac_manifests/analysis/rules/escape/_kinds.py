"""Kinds of the API that a tenant's namespace may hold."""

from __future__ import annotations

from collections.abc import Mapping

TENANT_KINDS: Mapping[str, frozenset[str]] = {
    "": frozenset(
        {
            "ConfigMap",
            "LimitRange",
            "PersistentVolumeClaim",
            "Pod",
            "ResourceQuota",
            "Secret",
            "Service",
            "ServiceAccount",
        }
    ),
    "apps": frozenset({"Deployment", "StatefulSet"}),
    "argoproj.io": frozenset({"AnalysisTemplate", "Rollout"}),
    "autoscaling": frozenset({"HorizontalPodAutoscaler"}),
    "barmancloud.cnpg.io": frozenset({"ObjectStore"}),
    "batch": frozenset({"CronJob", "Job"}),
    "cert-manager.io": frozenset({"Certificate"}),
    "external-secrets.io": frozenset({"ExternalSecret", "SecretStore"}),
    "gateway.envoyproxy.io": frozenset({"HTTPRouteFilter", "SecurityPolicy"}),
    "gateway.networking.k8s.io": frozenset({"HTTPRoute", "ListenerSet"}),
    "k8s.nginx.org": frozenset({"Policy", "VirtualServer"}),
    "networking.k8s.io": frozenset({"Ingress", "NetworkPolicy"}),
    "policy": frozenset({"PodDisruptionBudget"}),
    "postgresql.cnpg.io": frozenset({"Backup", "Cluster", "Database", "ScheduledBackup"}),
    "rbac.authorization.k8s.io": frozenset({"Role", "RoleBinding"}),
}
"""API group to namespaced kinds whose reach was thought about."""
