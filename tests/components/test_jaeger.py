"""Jaeger."""

from __future__ import annotations

from typing import Any

import yaml

from dotmac_manifests.components.jaeger import Jaeger
from tests.fleet import seed_plan
from tests.rendered import faults, one, rendered

REGION = seed_plan().regions["us-east-1"]
BODIES = rendered(lambda file: Jaeger(file, REGION))


def config() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(one(BODIES, "ConfigMap")["data"]["jaeger.yaml"])
    return read


def test_it_fits_the_schemas() -> None:
    assert faults(BODIES) == []


def test_every_part_of_the_pipeline_is_configured() -> None:
    read = config()
    pipeline = read["service"]["pipelines"]["traces"]
    for kind in ("receivers", "processors", "exporters"):
        assert set(pipeline[kind]) == set(read[kind])
    assert set(read["service"]["extensions"]) == set(read["extensions"])


def test_traces_outlive_the_pod() -> None:
    (backend,) = config()["extensions"]["jaeger_storage"]["backends"].values()
    assert backend["badger"]["ephemeral"] is False
    assert all(path.startswith("/data/") for path in backend["badger"]["directories"].values())
    (claim,) = one(BODIES, "StatefulSet")["spec"]["volumeClaimTemplates"]
    assert claim["metadata"]["name"] == "data"


def test_nobody_reads_other_peoples_traces_over_the_network() -> None:
    query = config()["extensions"]["jaeger_query"]
    assert query["http"]["endpoint"].startswith("127.0.0.1:")
    assert query["grpc"]["endpoint"].startswith("127.0.0.1:")
    ports = {port["port"] for port in one(BODIES, "Service", "jaeger")["spec"]["ports"]}
    assert 16686 not in ports
