"""The evaluator itself, on the corner cases that the documentation of NetworkPolicy names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.reachability import EVERY_PORT, Address, Network, Pod, Ports, selects

LABELS = {"a": {"kubernetes.io/metadata.name": "a"}, "b": {"kubernetes.io/metadata.name": "b"}}
CLIENT = Pod("a", "client", {"app": "client"}, {}, ("10.0.0.1",))
SERVER = Pod("a", "server", {"app": "server"}, {("TCP", "http"): 8080}, ("10.0.0.2",))
FOREIGN = Pod("b", "client", {"app": "client"}, {}, ("10.0.0.3",))
TCP_80, TCP_8080 = Ports("TCP", 80, 80), Ports("TCP", 8080, 8080)


def _policy(spec: dict[str, Any], namespace: str = "a") -> dict[str, Any]:
    return {"metadata": {"namespace": namespace, "name": "policy"}, "spec": spec}


def _network(*specs: dict[str, Any]) -> Network:
    return Network(tuple(_policy(spec) for spec in specs), LABELS)


def _ingress(*rules: dict[str, Any]) -> Network:
    return _network({"podSelector": {}, "policyTypes": ["Ingress"], "ingress": list(rules)})


def test_without_policies_everything_passes() -> None:
    assert _network().allowed(CLIENT, SERVER) == EVERY_PORT


def test_a_policy_without_rules_denies() -> None:
    assert not _network({"podSelector": {}}).allowed(CLIENT, SERVER)


def test_a_policy_binds_only_the_pods_that_it_selects_in_its_own_namespace() -> None:
    network = _network({"podSelector": {"matchLabels": {"app": "server"}}})
    assert not network.allowed(CLIENT, SERVER)
    assert network.allowed(SERVER, CLIENT) == EVERY_PORT
    assert network.allowed(CLIENT, FOREIGN) == EVERY_PORT


def test_without_types_egress_is_bound_only_by_a_policy_with_egress_rules() -> None:
    assert _network({"podSelector": {}}).allowed(CLIENT, FOREIGN) == EVERY_PORT
    closed = {"podSelector": {}, "egress": [{"ports": [{"port": 80}]}]}
    assert _network(closed).allowed(CLIENT, FOREIGN) == {TCP_80}


def test_both_sides_must_agree() -> None:
    out = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 80}]}]}
    into = {"podSelector": {}, "policyTypes": ["Ingress"]}
    assert _network(out).allowed(CLIENT, SERVER) == {TCP_80}
    assert not _network(out, into).allowed(CLIENT, SERVER)


def test_policies_add_up() -> None:
    one = {"podSelector": {}, "ingress": [{"ports": [{"port": 80}]}]}
    other = {"podSelector": {}, "ingress": [{"ports": [{"port": 8080}]}]}
    assert _network(one, other).allowed(CLIENT, SERVER) == {TCP_80, TCP_8080}


def test_a_pod_always_reaches_itself() -> None:
    assert _network({"podSelector": {}}).allowed(SERVER, SERVER) == EVERY_PORT


@pytest.mark.parametrize("peers", [None, []])
def test_a_rule_without_peers_means_everyone(peers: list[dict[str, Any]] | None) -> None:
    assert _ingress({"from": peers}).allowed(FOREIGN, SERVER) == EVERY_PORT
    assert _ingress({"from": peers}).allowed(Address("192.0.2.1"), SERVER) == EVERY_PORT


def test_a_pod_selector_alone_means_the_policys_namespace() -> None:
    network = _ingress({"from": [{"podSelector": {"matchLabels": {"app": "client"}}}]})
    assert network.allowed(CLIENT, SERVER)
    assert not network.allowed(FOREIGN, SERVER)


def test_selectors_of_one_peer_both_hold_and_of_two_peers_either() -> None:
    namespace = {"namespaceSelector": {"matchLabels": LABELS["b"]}}
    pods = {"podSelector": {"matchLabels": {"app": "server"}}}
    assert not _ingress({"from": [{**namespace, **pods}]}).allowed(FOREIGN, SERVER)
    assert _ingress({"from": [namespace, pods]}).allowed(FOREIGN, SERVER)


def test_an_empty_namespace_selector_means_every_namespace_but_no_address() -> None:
    network = _ingress({"from": [{"namespaceSelector": {}}]})
    assert network.allowed(FOREIGN, SERVER)
    assert not network.allowed(Address("10.0.0.3"), SERVER)


def test_an_address_block_spares_its_exceptions() -> None:
    block = {"cidr": "10.0.0.0/8", "except": ["10.0.0.1/32"]}
    network = _ingress({"from": [{"ipBlock": block}]})
    assert network.allowed(Address("10.1.0.1"), SERVER)
    assert not network.allowed(Address("11.0.0.1"), SERVER)
    assert not network.allowed(CLIENT, SERVER)
    assert network.allowed(FOREIGN, SERVER), "a plugin may count the addresses of pods"


def test_an_address_block_holds_its_own_family_only() -> None:
    network = _ingress({"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]})
    assert not network.allowed(Address("2001:db8::1"), SERVER)


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ({"port": 80}, {TCP_80}),
        ({"port": 80, "protocol": "UDP"}, {Ports("UDP", 80, 80)}),
        ({"port": 80, "endPort": 90}, {Ports("TCP", 80, 90)}),
        ({"protocol": "UDP"}, {Ports("UDP", 1, 65535)}),
        ({"port": "http"}, {TCP_8080}),
        ({"port": "http", "protocol": "UDP"}, set()),
    ],
)
def test_ports(port: dict[str, Any], expected: set[Ports]) -> None:
    assert _ingress({"ports": [port]}).allowed(CLIENT, SERVER) == expected


def test_ranges_overlap_where_both_sides_allow() -> None:
    out = {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [{"ports": [{"port": 85, "endPort": 95}]}],
    }
    into = {"podSelector": {}, "ingress": [{"ports": [{"port": 80, "endPort": 90}]}]}
    assert _network(out, into).allowed(CLIENT, SERVER) == {Ports("TCP", 85, 90)}


@pytest.mark.parametrize(
    ("operator", "values", "present", "other", "absent"),
    [
        ("In", ["x"], True, False, False),
        ("NotIn", ["x"], False, True, True),
        ("Exists", None, True, True, False),
        ("DoesNotExist", None, False, False, True),
    ],
)
def test_expressions(
    operator: str, values: list[str] | None, present: bool, other: bool, absent: bool
) -> None:
    expression = {"key": "k", "operator": operator, "values": values}
    selector = {"matchExpressions": [expression]}
    assert [selects(selector, labels) for labels in ({"k": "x"}, {"k": "y"}, {})] == [
        present, other, absent
    ]  # fmt: skip
