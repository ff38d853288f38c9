from __future__ import annotations

import re
from json import loads
from typing import Any

from dotmac_manifests.components.prometheus_config import configuration
from dotmac_manifests.plan.flows import Flow, Pods
from dotmac_manifests.plan.model import TenantPlan
from tests.fleet import seed_plan

TENANTS = seed_plan().tenants
PLAN = TENANTS["citynet"]


def jobs(plan: TenantPlan) -> dict[str, dict[str, Any]]:
    settings = loads(configuration(plan)["prometheus.yml"])
    return {job["job_name"]: job for job in settings["scrape_configs"]}


def target(job: dict[str, Any]) -> tuple[str, int]:
    value, port, _ = job["relabel_configs"][0]["regex"].split(";")
    return value, int(port)


def opened(flows: tuple[Flow, ...]) -> set[tuple[str, int]]:
    """What policy lets Prometheus ask in its namespace."""
    return {
        (value, port.number)
        for flow in flows
        if any(isinstance(peer, Pods) and "prometheus" in peer.values for peer in flow.sources)
        and isinstance(flow.target, Pods)
        for value in flow.target.values
        for port in flow.ports
    }


def test_it_asks_exactly_what_policy_opens() -> None:
    for plan in TENANTS.values():
        asked = {target(job) for name, job in jobs(plan).items() if name != "prometheus"}
        assert asked == {pair for pair in opened(plan.flows) if pair[0] != "kube-dns"}


def test_it_looks_into_no_other_namespace() -> None:
    for name, job in jobs(PLAN).items():
        if name != "prometheus":
            (discovery,) = job["kubernetes_sd_configs"]
            assert discovery["namespaces"] == {"own_namespace": True}


def test_paths_are_those_of_the_software() -> None:
    found = jobs(PLAN)
    assert found["isp-ops-app"]["metrics_path"] == "/api/metrics"
    assert found["grafana"]["metrics_path"] == "/grafana/metrics"
    assert found["fluent-bit"]["metrics_path"] == "/api/v2/metrics/prometheus"
    assert "metrics_path" not in found["isp-backend"]


def test_grafanas_password_is_a_file() -> None:
    assert jobs(PLAN)["grafana"]["basic_auth"] == {
        "username": "metrics",
        "password_file": "/run/secrets/grafana/metrics-password",
    }


def test_alerts_are_whole() -> None:
    (group,) = loads(configuration(PLAN)["rules.yml"])["groups"]
    names = {rule["alert"] for rule in group["rules"]}
    assert {"TargetDown", "BackendDown", "QueueGrows", "PostgresDiskFills"} <= names
    for rule in group["rules"]:
        assert rule["expr"].count("(") == rule["expr"].count(")")
        assert rule["expr"].count("{") == rule["expr"].count("}")
        assert re.fullmatch(r"[0-9]+m", rule["for"])
    full = [rule["expr"] for rule in group["rules"] if rule["alert"] == "ReplicasAtMaximum"]
    assert (
        f'count by (job) (up{{job="isp-backend"}}) >= {PLAN.sizes["isp-backend"].max_replicas}'
        in full
    )


def test_a_foreign_database_is_not_judged() -> None:
    external = TENANTS["harbor-link"]
    assert external.database.mode == "external"
    assert "Postgres" not in configuration(external)["rules.yml"]
