"""What a tenant's Prometheus asks, and what it raises the alarm for.

Source: https://prometheus.io/docs/prometheus/3.14/configuration/configuration/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dotmac_manifests.components.json_text import pretty
from dotmac_manifests.kube.quantity import Quantity
from dotmac_manifests.plan.metrics import CNPG_CLUSTER_KEY, CNPG_METRICS, METRICS
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
FOLDER = "/etc/prometheus"
GRAFANA_PASSWORD = "/run/secrets/grafana/metrics-password"

PATHS: Mapping[str, str] = {
    "isp-ops-app": "/api/metrics",
    "grafana": "/grafana/metrics",
    "fluent-bit": "/api/v2/metrics/prometheus",
}
"""Where it is not `/metrics`."""


def configuration(plan: TenantPlan) -> Mapping[str, str]:
    """File names below `FOLDER` to their text; JSON is YAML too."""
    settings: Body = {
        "global": {
            "scrape_interval": "30s",
            "scrape_timeout": "10s",
            "evaluation_interval": "30s",
            "external_labels": {"tenant": plan.slug, "region": plan.region.name},
        },
        "rule_files": [f"{FOLDER}/rules.yml"],
        "scrape_configs": list(_jobs(plan)),
    }
    rules = {"groups": [{"name": "tenant", "rules": list(_alerts(plan))}]}
    return {"prometheus.yml": _text(settings), "rules.yml": _text(rules)}


def _text(body: Body) -> str:
    return pretty(body) + "\n"


def _jobs(plan: TenantPlan) -> Iterator[Body]:
    """One job for each workload that may be asked: exactly the ports that policy opens."""
    yield {"job_name": "prometheus", "static_configs": [{"targets": ["localhost:9090"]}]}
    for workload, port in METRICS:
        if plan.has(workload):
            job = _pods(workload, "app.kubernetes.io/name", workload, port)
            if workload in PATHS:
                job["metrics_path"] = PATHS[workload]
            if workload == "grafana":
                job["basic_auth"] = {"username": "metrics", "password_file": GRAFANA_PASSWORD}
            yield job
    if plan.database.mode == "cnpg":
        yield _pods("postgres", CNPG_CLUSTER_KEY, "postgres", CNPG_METRICS)


def _pods(job: str, label: str, value: str, port: int) -> Body:
    """Pods of the own namespace by one label and the number of one container port."""
    name = "".join(character if character.isalnum() else "_" for character in label)
    return {
        "job_name": job,
        "kubernetes_sd_configs": [{"role": "pod", "namespaces": {"own_namespace": True}}],
        "relabel_configs": [
            {
                "source_labels": [
                    f"__meta_kubernetes_pod_label_{name}",
                    "__meta_kubernetes_pod_container_port_number",
                    "__meta_kubernetes_pod_phase",
                ],
                "separator": ";",
                "regex": f"{value};{port};Running",
                "action": "keep",
            },
            {"source_labels": ["__meta_kubernetes_pod_name"], "target_label": "pod"},
        ],
    }


def _alerts(plan: TenantPlan) -> Iterator[Body]:
    yield _alert("TargetDown", "up == 0", "5m", "{{ $labels.job }}: {{ $labels.pod }} is silent")
    backend = 'http_requests_total{job="isp-backend"'
    yield _alert("BackendDown", 'absent(up{job="isp-backend"} == 1)', "2m", "no backend answers")
    yield _alert(
        "BackendErrors",
        f'sum(rate({backend},status=~"5.."}}[5m])) / sum(rate({backend}}}[5m])) > 0.05',
        "10m",
        "more than 5 % of the API's answers are errors",
    )
    yield _alert(
        "QueueGrows",
        'max by (queue) (celery_queue_length{job="celery-worker"}) > 1000',
        "15m",
        "{{ $labels.queue }}: {{ $value }} jobs wait",
    )
    for workload, size in sorted(plan.sizes.items()):
        if size.autoscaled and any(workload == name for name, _ in METRICS):
            yield _alert(
                "ReplicasAtMaximum",
                f'count by (job) (up{{job="{workload}"}}) >= {size.max_replicas}',
                "30m",
                "{{ $labels.job }} cannot scale further",
            )
    if plan.database.mode == "cnpg":
        yield from _postgres_alerts(plan)
    yield _alert(
        "LogsLost",
        "increase(fluentbit_output_dropped_records_total[15m]) > 0",
        "0m",
        "logs do not reach Loki",
    )
    yield _alert(
        "RulesFail",
        "increase(prometheus_rule_evaluation_failures_total[15m]) > 0",
        "15m",
        "alerts cannot be judged",
    )


def _postgres_alerts(plan: TenantPlan) -> Iterator[Body]:
    disk = Quantity.parse(plan.database.storage).nano // 10**9
    yield _alert("PostgresDown", "cnpg_collector_up == 0", "2m", "{{ $labels.pod }} is down")
    yield _alert(
        "PostgresDiskFills",
        f"sum by (pod) (cnpg_pg_database_size_bytes) > 0.8 * {disk}",
        "15m",
        "databases take more than 80 % of the claim",
    )
    yield _alert(
        "PostgresLags",
        "max by (pod) (cnpg_pg_replication_lag) > 300",
        "10m",
        "{{ $labels.pod }} is {{ $value }} s behind",
    )
    yield _alert(
        "PostgresConnections",
        "sum by (pod) (cnpg_backends_total) "
        '> 0.8 * max by (pod) (cnpg_pg_settings_setting{name="max_connections"})',
        "10m",
        "{{ $labels.pod }} runs out of connections",
    )


def _alert(name: str, expression: str, lasting: str, summary: str) -> Body:
    return {
        "alert": name,
        "expr": expression,
        "for": lasting,
        "labels": {"severity": "critical" if name.endswith("Down") else "warning"},
        "annotations": {"summary": summary},
    }
