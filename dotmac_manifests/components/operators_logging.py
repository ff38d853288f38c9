"""Logs of the nodes and of the platform's own pods; tenants send theirs themselves.

Source: https://github.com/fluent/helm-charts/tree/main/charts/fluent-bit and
https://docs.fluentbit.io/manual/data-pipeline/filters/kubernetes
"""

from __future__ import annotations

from typing import Any

from dotmac_manifests.components.operator_chart import (
    APP_KINDS,
    CONTAINER_SECURITY,
    OperatorChart,
    Settings,
    cluster_roles,
    resources,
)
from dotmac_manifests.plan import names

Body = dict[str, Any]
LOKI_SECRET = "loki"
LOKI_USER = "platform"
"""The platform's own login at the Loki gateway, which makes it a tenant of Loki like any other."""
STATE = "/var/lib/dotmac-fluent-bit"

_SERVICE = f"""\
[SERVICE]
    Daemon Off
    Flush 1
    Log_Level info
    Parsers_File /fluent-bit/etc/parsers.conf
    HTTP_Server On
    HTTP_Listen 0.0.0.0
    HTTP_Port 2020
    Health_Check On
    storage.path {STATE}/buffer
    storage.max_chunks_up 64
"""
_INPUTS = f"""\
[INPUT]
    Name tail
    Path /var/log/containers/*.log
    Exclude_Path /var/log/containers/*_{names.TENANT_PREFIX}*_*.log
    multiline.parser docker, cri
    Tag kube.*
    DB {STATE}/containers.db
    Mem_Buf_Limit 16MB
    Skip_Long_Lines On
    storage.type filesystem

[INPUT]
    Name systemd
    Tag host.*
    Systemd_Filter _SYSTEMD_UNIT=kubelet.service
    Systemd_Filter _SYSTEMD_UNIT=containerd.service
    DB {STATE}/journal.db
    Read_From_Tail On
    storage.type filesystem
"""
_FILTERS = """\
[FILTER]
    Name kubernetes
    Match kube.*
    Merge_Log On
    Keep_Log Off
    K8S-Logging.Parser Off
    K8S-Logging.Exclude Off
"""
_OUTPUTS = f"""\
[OUTPUT]
    Name loki
    Match *
    Host loki-gateway.{names.SHARED_NAMESPACE}.svc
    Port 8080
    Http_User {LOKI_USER}
    Http_Passwd ${{LOKI_PASSWORD}}
    Labels job=platform, namespace=$kubernetes['namespace_name'], pod=$kubernetes['pod_name']
    Line_Format json
    Retry_Limit 20
    storage.total_limit_size 512M
"""


def node_logs(settings: Settings) -> Body:
    """Values of the collector; root, since the files of the container runtime are root's.

    It has no capability beyond, and writes nowhere but in a folder of its own on the node.
    """
    password = {"name": LOKI_SECRET, "key": "password"}
    return {
        "kind": "DaemonSet",
        "image": settings.image("collector").tagged(),
        "testFramework": {"enabled": False},
        "resources": resources("100m", "256Mi"),
        "priorityClassName": settings.priority,
        "podSecurityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "securityContext": {**CONTAINER_SECURITY, "runAsNonRoot": False, "runAsUser": 0},
        "tolerations": [{"operator": "Exists", "effect": "NoSchedule"}],
        "rbac": {"create": True, "nodeAccess": False},
        "env": [{"name": "LOKI_PASSWORD", "valueFrom": {"secretKeyRef": password}}],
        "config": {
            "service": _SERVICE,
            "inputs": _INPUTS,
            "filters": _FILTERS,
            "outputs": _OUTPUTS,
            "customParsers": "",
        },
        "daemonSetVolumes": [
            {"name": "varlog", "hostPath": {"path": "/var/log"}},
            {"name": "state", "hostPath": {"path": STATE, "type": "DirectoryOrCreate"}},
            {"name": "machine-id", "hostPath": {"path": "/etc/machine-id", "type": "File"}},
        ],
        "daemonSetVolumeMounts": [
            {"name": "varlog", "mountPath": "/var/log", "readOnly": True},
            {"name": "state", "mountPath": STATE},
            {"name": "machine-id", "mountPath": "/etc/machine-id", "readOnly": True},
        ],
        "serviceMonitor": {"enabled": False},
        "prometheusRule": {"enabled": False},
        "dashboards": {"enabled": False},
        "networkPolicy": {"enabled": False},
    }


NODE_LOGS = OperatorChart(
    wave=10,
    values=node_logs,
    kinds=(*APP_KINDS, ("apps", "DaemonSet")),
    cluster_kinds=cluster_roles("fluent-bit"),
)
