"""Verdicts with evidence: policy, rule, file and line on each side, and what is missing."""

from __future__ import annotations

from dotmac_manifests.analysis.cluster import build_clusters
from dotmac_manifests.analysis.load import parse
from dotmac_manifests.analysis.reachability.connections import ALL, of
from dotmac_manifests.analysis.reachability.edge import Edge
from dotmac_manifests.analysis.reachability.ends import as_addresses
from dotmac_manifests.analysis.reachability.engine import Reachability
from dotmac_manifests.analysis.reachability.explain import explain
from tests.analysis.reachability.cases import app, engine, find, pod, policy, text

TEXT = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: out
  namespace: x
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to:
        - podSelector: {matchLabels: {app: b}}
      ports:
        - port: 80
    - ports:
        - port: 53
          protocol: UDP
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: deny
  namespace: x
spec:
  podSelector: {}
"""
HTTP = of("TCP", 80, 80)


def judge(*more: dict[str, object]) -> Reachability:
    pods = text([pod("x/a"), pod("x/b"), pod("y/c"), *more])
    manifests = [*parse(TEXT, "policies.yaml"), *parse(pods, "pods.yaml")]
    (cluster,) = build_clusters(manifests)
    return Reachability(cluster)


def test_a_denial_says_what_is_missing_on_which_side() -> None:
    found = explain(judge(), find(j := judge(), "x/a"), find(j, "x/b"), HTTP)
    assert found.verdict == "denied"
    (rule,) = found.egress.rules
    assert (rule.place.policy, rule.place.rule) == ("x/out", "spec.egress[0]")
    assert (rule.place.file, rule.place.line) == ("policies.yaml", 10)
    assert found.egress.allowed == HTTP
    assert found.ingress.rules == ()
    (place,) = found.ingress.isolating
    assert (place.policy, place.rule, place.line) == ("x/deny", "", 21)
    assert found.missing() == ("ingress of x/b[Pod] needs a rule from x/a[Pod] for TCP 80",)


def test_both_sides_may_lack_something() -> None:
    found = explain(j := judge(), find(j, "y/c"), find(j, "x/b"), HTTP)
    assert found.missing() == ("ingress of x/b[Pod] needs a rule from y/c[Pod] for TCP 80",)
    found = explain(j, find(j, "x/b"), find(j, "x/a"), HTTP)
    assert len(found.missing()) == 2
    (near,) = found.egress.near
    assert near.place.rule == "spec.egress[1]"
    assert near.connections == of("UDP", 53, 53)


def test_where_no_policy_applies_all_is_open() -> None:
    found = explain(j := judge(), find(j, "x/a"), find(j, "y/c"), of("UDP", 53, 53))
    assert found.verdict == "allowed"
    assert found.ingress.isolating == ()
    assert found.missing() == ()


def test_a_part_may_be_allowed() -> None:
    found = explain(j := judge(), find(j, "x/a"), find(j, "y/c"), of("UDP", 50, 60))
    assert found.verdict == "partly allowed"
    assert (str(found.allowed), str(found.denied)) == ("UDP 53", "UDP 50-52,54-60")


def test_addresses() -> None:
    j = engine(
        pod("x/a"),
        policy(
            "x/p",
            ingress=[
                {"from": [{"ipBlock": {"cidr": "192.0.2.0/25"}}], "ports": [{"port": 80}]},
                {
                    "from": [{"ipBlock": {"cidr": "192.0.2.128/25"}}],
                    "ports": [{"port": 80}, {"port": 81}],
                },
            ],
        ),
    )
    wanted = {
        "192.0.2.1": "TCP 80",
        "192.0.2.200": "TCP 80-81",
        "192.0.2.0/24": "TCP 80",
        "192.0.2.0/23": "No Connections",
        "198.51.100.1": "No Connections",
    }
    for where, opened in wanted.items():
        source = as_addresses(where)
        assert source is not None
        found = explain(j, source, find(j, "x/a"), ALL)
        assert str(found.allowed) == opened
    assert found.egress.beyond


def test_the_hosts_network() -> None:
    j = engine(pod("x/a"), pod("x/host", host_network=True), policy("x/p"))
    found = explain(j, find(j, "x/a"), find(j, "x/host"), HTTP)
    assert found.verdict == "allowed"
    assert "host's network" in found.ingress.beyond


def test_the_edge_needs_a_route_and_a_rule() -> None:
    j = engine(pod("x/a"), pod("x/b"), policy("x/p", podSelector=app("a")))
    found = explain(j, Edge(j), find(j, "x/a"), HTTP)
    assert found.missing() == (
        "egress of {ingress-controller} needs a route to x/a[Pod] for TCP 80",
        "ingress of x/a[Pod] needs a rule from {ingress-controller} for TCP 80",
    )
