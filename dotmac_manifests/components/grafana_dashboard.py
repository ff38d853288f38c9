"""The dashboard that every tenant finds in its Grafana, and what it reads from.

Source: https://grafana.com/docs/grafana/latest/administration/provisioning/
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dotmac_manifests.components.fluent_bit import LOKI_HOST, LOKI_PORT
from dotmac_manifests.components.json_text import pretty
from dotmac_manifests.plan.model import TenantPlan

Body = dict[str, Any]
PROMETHEUS, LOKI = "prometheus", "loki"
FOLDER = "/etc/grafana/dashboards"
LOKI_PASSWORD = "/run/secrets/loki/password"

_COLUMNS, _WIDTH, _HEIGHT = 3, 8, 8


@dataclass(frozen=True)
class _Panel:
    """One graph; ``queries`` are expressions and the legend of their series."""

    title: str
    unit: str
    queries: Sequence[tuple[str, str]]
    source: str = PROMETHEUS


def _panels(radius: bool, cnpg: bool) -> Sequence[_Panel]:
    requests = 'http_requests_total{job="isp-backend"'
    seconds = 'http_request_duration_seconds_bucket{job="isp-backend"}'
    panels = [
        _Panel(
            "API requests",
            "reqps",
            [(f"sum by (status) (rate({requests}}}[5m]))", "{{status}}")],
        ),
        _Panel(
            "API errors",
            "percentunit",
            [
                (
                    f'sum(rate({requests},status=~"5.."}}[5m])) / sum(rate({requests}}}[5m]))',
                    "errors",
                )
            ],
        ),
        _Panel(
            "API latency",
            "s",
            [
                (f"histogram_quantile({q}, sum by (le) (rate({seconds}[5m])))", f"p{q[2:]}")
                for q in ("0.50", "0.95", "0.99")
            ],
        ),
        _Panel("Queues", "short", [("max by (queue) (celery_queue_length)", "{{queue}}")]),
        _Panel("Running replicas", "short", [("sum by (job) (up)", "{{job}}")]),
        _Panel(
            "NetBox answers",
            "reqps",
            [
                (
                    "sum by (status) (rate(django_http_responses_total_by_status_total[5m]))",
                    "{{status}}",
                )
            ],
        ),
    ]
    if radius:
        panels.append(
            _Panel(
                "RADIUS, as the application counts it",
                "reqps",
                [("sum by (result) (rate(radius_authentications_total[5m]))", "{{result}}")],
            )
        )
    if cnpg:
        panels += [
            _Panel(
                "Databases", "bytes", [("sum by (pod) (cnpg_pg_database_size_bytes)", "{{pod}}")]
            ),
            _Panel(
                "Database connections",
                "short",
                [("sum by (pod, usename) (cnpg_backends_total)", "{{pod}} {{usename}}")],
            ),
            _Panel("Replication lag", "s", [("max by (pod) (cnpg_pg_replication_lag)", "{{pod}}")]),
        ]
    panels.append(
        _Panel(
            "Log lines",
            "short",
            [('sum by (service, level) (rate({job="applications"}[5m]))', "{{service}} {{level}}")],
            LOKI,
        )
    )
    return panels


def provisioning(plan: TenantPlan) -> Mapping[str, str]:
    """Data sources and the provider of dashboards; JSON is YAML too."""
    sources = {
        "apiVersion": 1,
        "prune": True,
        "datasources": [
            {
                "name": "Prometheus",
                "uid": PROMETHEUS,
                "type": "prometheus",
                "access": "proxy",
                "url": "http://prometheus:9090",
                "isDefault": True,
                "editable": False,
                "jsonData": {"timeInterval": "30s", "httpMethod": "POST"},
            },
            {
                "name": "Loki",
                "uid": LOKI,
                "type": "loki",
                "access": "proxy",
                "url": f"http://{LOKI_HOST}:{LOKI_PORT}",
                "editable": False,
                "basicAuth": True,
                "basicAuthUser": plan.slug,
                "secureJsonData": {"basicAuthPassword": f"$__file{{{LOKI_PASSWORD}}}"},
            },
        ],
    }
    provider = {
        "name": "dotmac",
        "type": "file",
        "allowUiUpdates": False,
        "disableDeletion": True,
        "options": {"path": FOLDER},
    }
    return {
        "datasources.yaml": pretty(sources) + "\n",
        "dashboards.yaml": pretty({"apiVersion": 1, "providers": [provider]}) + "\n",
    }


def dashboard(plan: TenantPlan) -> str:
    """The dashboard as JSON."""
    return _dashboard(plan.has("freeradius"), plan.database.mode == "cnpg")


@cache
def _dashboard(radius: bool, cnpg: bool) -> str:
    panels = [_panel(number, panel) for number, panel in enumerate(_panels(radius, cnpg))]
    body = {
        "uid": "tenant-overview",
        "title": "Overview",
        "tags": ["dotmac"],
        "timezone": "browser",
        "editable": False,
        "refresh": "1m",
        "schemaVersion": 41,
        "time": {"from": "now-6h", "to": "now"},
        "panels": panels,
    }
    return pretty(body) + "\n"


def _panel(number: int, panel: _Panel) -> Body:
    source = {"type": panel.source, "uid": panel.source}
    row, column = divmod(number, _COLUMNS)
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": source,
        "gridPos": {"x": column * _WIDTH, "y": row * _HEIGHT, "w": _WIDTH, "h": _HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True}},
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": source,
                "expr": query,
                "legendFormat": legend,
            }
            for index, (query, legend) in enumerate(panel.queries)
        ],
    }
