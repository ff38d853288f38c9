"""Which workloads of a tenant speak Prometheus themselves, and where."""

from __future__ import annotations

METRICS: tuple[tuple[str, int], ...] = (
    ("isp-ops-app", 3000),
    ("isp-backend", 8000),
    ("celery-worker", 9540),
    ("netbox", 8080),
    ("grafana", 3001),
    ("fluent-bit", 2020),
)
"""Workloads of a tenant that speak Prometheus themselves, and where."""

CNPG_CLUSTER_KEY = "cnpg.io/cluster"
CNPG_METRICS = 9187
