"""Ranges of addresses that pods reach, or that reach pods."""

from __future__ import annotations

from typing import Any

from dotmac_manifests.analysis.reachability.outside import addresses
from tests.analysis.reachability.cases import Body, engine, find, pod, policy

A = pod("x/a", {"name": "http", "containerPort": 8080})
FOUR, SIX = "0.0.0.0-255.255.255.255", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"


def lines(direction: str, *bodies: Body) -> list[str]:
    judge = engine(A, *bodies)
    found = addresses(judge, direction, find(judge, "x/a"))
    return [f"{reach} {opened}" for reach, opened in found]


def ingress(*rules: dict[str, Any]) -> Body:
    return policy("x/p", ingress=list(rules))


def block(cidr: str, *excepts: str) -> dict[str, Any]:
    return {"ipBlock": {"cidr": cidr, "except": list(excepts)} if excepts else {"cidr": cidr}}


def test_everything_is_open_by_default() -> None:
    assert lines("Ingress") == [f"{FOUR} All Connections", f"{SIX} All Connections"]
    assert lines("Egress") == [f"{FOUR} All Connections", f"{SIX} All Connections"]


def test_selectors_mean_no_addresses() -> None:
    assert lines("Ingress", ingress({"from": [{"namespaceSelector": {}}]})) == []


def test_a_rule_without_peers_means_all_addresses() -> None:
    assert lines("Ingress", ingress({"ports": [{"port": 80}]})) == [
        f"{FOUR} TCP 80",
        f"{SIX} TCP 80",
    ]


def test_ranges_part_where_something_else_is_open() -> None:
    found = lines(
        "Ingress",
        ingress(
            {"from": [block("10.0.0.0/8", "10.1.0.0/16", "10.3.0.0/16")], "ports": [{"port": 80}]},
            {"from": [block("10.2.0.0/16")], "ports": [{"port": 81}]},
        ),
    )
    assert found == [
        "10.0.0.0-10.0.255.255 TCP 80",
        "10.2.0.0-10.2.255.255 TCP 80-81",
        "10.4.0.0-10.255.255.255 TCP 80",
    ]


def test_neighbours_that_are_alike_are_one_range() -> None:
    peers = [block("10.0.0.0/9"), block("10.128.0.0/9"), block("10.7.0.0/16")]
    assert lines("Ingress", ingress({"from": peers})) == ["10.0.0.0-10.255.255.255 All Connections"]


def test_versions_of_ip_are_kept_apart() -> None:
    found = lines("Ingress", ingress({"from": [block("0.0.0.0/0"), block("2001:db8::/32")]}))
    assert found == [
        f"{FOUR} All Connections",
        "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff All Connections",
    ]


def test_names_of_ports_are_those_of_the_pod() -> None:
    rule = {"from": [block("192.0.2.0/24")], "ports": [{"port": "http"}]}
    assert lines("Ingress", ingress(rule)) == ["192.0.2.0-192.0.2.255 TCP 8080"]
    out = {"to": [block("192.0.2.0/24")], "ports": [{"port": "http"}]}
    assert lines("Egress", policy("x/p", egress=[out])) == []


def test_the_hosts_network_is_open() -> None:
    host = pod("x/host", host_network=True)
    judge = engine(host, policy("x/p"))
    assert len(addresses(judge, "Ingress", find(judge, "x/host"))) == 2


def test_an_address_that_one_block_excepts_may_be_in_another() -> None:
    found = lines(
        "Ingress", ingress({"from": [block("10.0.0.0/30", "10.0.0.1/32"), block("10.0.0.1/32")]})
    )
    assert found == ["10.0.0.0-10.0.0.3 All Connections"]


class TestServices:
    """Connections through a Service may reach pods from the address of a node."""

    NODES = ingress({"from": [block("10.0.0.0/8")]})

    def seen(self, **spec: Any) -> list[str]:
        service = {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "s", "namespace": "x"},
            "spec": {
                "selector": {"app": "a"},
                "ports": [{"port": 80, "targetPort": "http"}],
                **spec,
            },
        }
        inside = "10.0.0.0-10.255.255.255 All Connections"
        return [line for line in lines("Ingress", self.NODES, service) if line != inside]

    def test_a_service_inside_changes_nothing(self) -> None:
        assert self.seen() == []

    def test_the_source_is_hidden_by_default(self) -> None:
        outside = [
            "0.0.0.0-9.255.255.255 TCP 8080",
            "11.0.0.0-255.255.255.255 TCP 8080",
            f"{SIX} TCP 8080",
        ]
        assert self.seen(type="LoadBalancer") == outside
        assert self.seen(type="NodePort") == outside
        assert self.seen(externalIPs=["192.0.2.1"]) == outside

    def test_the_source_may_be_kept(self) -> None:
        assert self.seen(type="LoadBalancer", externalTrafficPolicy="Local") == []

    def test_sources_may_be_restricted(self) -> None:
        found = self.seen(type="LoadBalancer", loadBalancerSourceRanges=["192.0.2.0/24"])
        assert found == ["192.0.2.0-192.0.2.255 TCP 8080"]

    def test_rules_that_mean_no_node_let_nothing_through(self) -> None:
        public = ingress({"from": [block("192.0.2.0/24")]})
        service = {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "s", "namespace": "x"},
            "spec": {"type": "NodePort", "selector": {"app": "a"}, "ports": [{"port": 8080}]},
        }
        assert lines("Ingress", public, service) == ["192.0.2.0-192.0.2.255 All Connections"]
