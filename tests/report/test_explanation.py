"""Explanations of connections, as text and as JSON."""

from __future__ import annotations

import json

from dotmac_manifests.analysis.reachability.connections import of
from dotmac_manifests.analysis.reachability.ends import as_addresses
from dotmac_manifests.analysis.reachability.explain import explain
from dotmac_manifests.report.explanation import as_json, as_text
from tests.analysis.reachability.cases import engine, find, pod, policy

RULE = {"from": [{"podSelector": {}}], "ports": [{"port": 81}]}


def test_close_rules_are_told() -> None:
    judge = engine(pod("x/a"), pod("x/b"), policy("x/p", ingress=[RULE]))
    found = explain(judge, find(judge, "x/a"), find(judge, "x/b"), of("TCP", 80, 80))
    lines = as_text([found]).splitlines()
    assert lines[0] == "denied: x/a[Pod] => x/b[Pod] : TCP 80"
    assert lines[2] == "    no policy applies, so everything is open"
    assert lines[4].startswith("    close, but other ports: x/p spec.ingress[0] (standard input:")
    assert lines[4].endswith("): TCP 81")
    (record,) = json.loads(as_json([found]))["explanations"]
    assert record["verdict"] == "denied"
    assert record["ingress"]["close"][0]["conns"] == {"TCP": [[81, 81]]}
    assert record["ingress"]["isolatedBy"][0]["policy"] == "x/p"
    assert record["missing"] == ["ingress of x/b[Pod] needs a rule from x/a[Pod] for TCP 80"]


def test_services_that_hide_sources_are_told() -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "s", "namespace": "x"},
        "spec": {"type": "NodePort", "selector": {"app": "a"}, "ports": [{"port": 80}]},
    }
    rule = {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}
    judge = engine(pod("x/a"), service, policy("x/p", ingress=[rule]))
    source = as_addresses("192.0.2.1")
    assert source is not None
    found = explain(judge, source, find(judge, "x/a"), of("TCP", 80, 80))
    assert found.verdict == "allowed"
    assert "TCP 80, as Service x/s makes it come from a node" in as_text([found])
    (record,) = json.loads(as_json([found]))["explanations"]
    assert record["ingress"]["allowedBy"][0]["through"] == "x/s"
