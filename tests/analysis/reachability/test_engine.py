"""Every corner of the semantics of NetworkPolicy, one small cluster each."""

from __future__ import annotations

import pytest

from dotmac_manifests.analysis.reachability.engine import Reachability
from tests.analysis.reachability.cases import app, engine, find, namespace, opened, pod, policy

ALL = "All Connections"
NONE = "No Connections"
A, B, C = pod("x/a"), pod("x/b"), pod("y/c", {"name": "http", "containerPort": 8080})
X, Y = namespace("x", team="one"), namespace("y", team="two")
BASE = (A, B, C, X, Y)


def expected(judge: Reachability, *lines: str) -> None:
    """Each line reads `source destination connections`, all other pairs of BASE are closed."""
    told = {}
    for line in lines:
        source, destination, connections = line.split(" ", 2)
        told[source, destination] = connections
    names = ("x/a", "x/b", "y/c")
    found = {(s, d): opened(judge, s, d) for s in names for d in names if s != d}
    assert found == {pair: told.get(pair, NONE) for pair in found}


def everything_but(*closed: str) -> list[str]:
    pairs = [f"{s} {d}" for s in ("x/a", "x/b", "y/c") for d in ("x/a", "x/b", "y/c") if s != d]
    return [f"{pair} {ALL}" for pair in pairs if pair not in closed]


def test_everything_is_open_by_default() -> None:
    expected(engine(*BASE), *everything_but())


def test_a_policy_isolates_pods_of_its_own_namespace_alone() -> None:
    judge = engine(*BASE, policy("x/p"))
    expected(judge, *everything_but("x/b x/a", "y/c x/a", "x/a x/b", "y/c x/b"))


def test_a_policy_without_namespace_is_in_default() -> None:
    judge = engine(*BASE, pod("d"), policy("p"))
    assert opened(judge, "x/a", "default/d") == NONE
    assert opened(judge, "default/d", "x/a") == ALL
    assert opened(judge, "x/a", "y/c") == ALL


def test_only_selected_pods_are_isolated() -> None:
    judge = engine(*BASE, policy("x/p", podSelector=app("a")))
    expected(judge, *everything_but("x/b x/a", "y/c x/a"))


def test_an_empty_rule_opens_everything() -> None:
    expected(engine(*BASE, policy("x/p", ingress=[{}])), *everything_but())


@pytest.mark.parametrize("peers", [{}, {"from": []}, {"from": None}])
def test_absent_and_empty_peers_mean_everyone(peers: dict[str, object]) -> None:
    judge = engine(
        *BASE, policy("x/p", podSelector=app("a"), ingress=[{**peers, "ports": [{"port": 80}]}])
    )
    assert opened(judge, "y/c", "x/a") == "TCP 80"


def test_rules_and_policies_add_up() -> None:
    judge = engine(
        *BASE,
        policy("x/p", podSelector=app("a"), ingress=[{"from": [{"podSelector": app("b")}]}]),
        policy(
            "x/q",
            podSelector=app("a"),
            ingress=[
                {"from": [{"namespaceSelector": {}}], "ports": [{"port": 80}]},
                {"from": [{"namespaceSelector": {}}], "ports": [{"port": 81}]},
            ],
        ),
        policy("x/deny", podSelector=app("a")),
    )
    assert opened(judge, "x/b", "x/a") == ALL
    assert opened(judge, "y/c", "x/a") == "TCP 80-81"


def test_a_pod_selector_means_pods_of_the_policys_namespace() -> None:
    judge = engine(
        *BASE, pod("y/b"), policy("x/p", ingress=[{"from": [{"podSelector": app("b")}]}])
    )
    assert opened(judge, "x/b", "x/a") == ALL
    assert opened(judge, "y/b", "x/a") == NONE


def test_an_empty_pod_selector_means_the_whole_namespace() -> None:
    judge = engine(*BASE, policy("x/p", ingress=[{"from": [{"podSelector": {}}]}]))
    assert opened(judge, "x/b", "x/a") == ALL
    assert opened(judge, "y/c", "x/a") == NONE


def test_an_empty_namespace_selector_means_all_namespaces() -> None:
    judge = engine(*BASE, policy("x/p", ingress=[{"from": [{"namespaceSelector": {}}]}]))
    expected(judge, *everything_but())


def test_selectors_of_one_peer_both_have_to_match() -> None:
    peer = {"namespaceSelector": {"matchLabels": {"team": "two"}}, "podSelector": app("b")}
    judge = engine(*BASE, pod("y/b"), policy("x/p", ingress=[{"from": [peer]}]))
    assert opened(judge, "y/b", "x/a") == ALL
    assert opened(judge, "y/c", "x/a") == NONE
    assert opened(judge, "x/b", "x/a") == NONE


def test_of_several_peers_any_may_match() -> None:
    peers = [{"namespaceSelector": {"matchLabels": {"team": "two"}}}, {"podSelector": app("b")}]
    judge = engine(*BASE, pod("y/b"), policy("x/p", ingress=[{"from": peers}]))
    assert opened(judge, "y/b", "x/a") == ALL
    assert opened(judge, "y/c", "x/a") == ALL
    assert opened(judge, "x/b", "x/a") == ALL
    assert opened(judge, "x/a", "x/b") == NONE


class TestPolicyTypes:
    def test_ingress_is_the_default(self) -> None:
        judge = engine(*BASE, policy("x/p"))
        assert opened(judge, "y/c", "x/a") == NONE
        assert opened(judge, "x/a", "y/c") == ALL

    def test_rules_of_egress_isolate_egress_too(self) -> None:
        judge = engine(*BASE, policy("x/p", egress=[{"ports": [{"port": 53, "protocol": "UDP"}]}]))
        assert opened(judge, "y/c", "x/a") == NONE
        assert opened(judge, "x/a", "y/c") == "UDP 53"

    @pytest.mark.parametrize("egress", [[], None])
    def test_empty_egress_isolates_ingress_alone(self, egress: object) -> None:
        judge = engine(*BASE, policy("x/p", egress=egress, policyTypes=[]))
        assert opened(judge, "x/a", "y/c") == ALL

    def test_egress_alone_leaves_ingress_open(self) -> None:
        judge = engine(*BASE, policy("x/p", policyTypes=["Egress"]))
        assert opened(judge, "y/c", "x/a") == ALL
        assert opened(judge, "x/a", "y/c") == NONE

    def test_rules_of_a_direction_that_is_not_named_count_for_nothing(self) -> None:
        judge = engine(
            *BASE, policy("x/p", policyTypes=["Egress"], ingress=[{"ports": [{"port": 1}]}])
        )
        assert opened(judge, "y/c", "x/a") == ALL
        judge = engine(
            *BASE, policy("x/p", policyTypes=["Ingress"], egress=[{"ports": [{"port": 1}]}])
        )
        assert opened(judge, "x/a", "y/c") == ALL

    def test_both(self) -> None:
        judge = engine(*BASE, policy("x/p", policyTypes=["Ingress", "Egress"]))
        expected(judge)


def test_both_sides_have_to_agree() -> None:
    out = policy(
        "x/out",
        podSelector=app("a"),
        policyTypes=["Egress"],
        egress=[{"to": [{"namespaceSelector": {}}], "ports": [{"port": 70, "endPort": 80}]}],
    )
    into = policy(
        "y/in", ingress=[{"ports": [{"port": 80, "endPort": 90}, {"port": 75, "protocol": "UDP"}]}]
    )
    assert opened(engine(*BASE, out, into), "x/a", "y/c") == "TCP 80"
    assert opened(engine(*BASE, out), "x/a", "y/c") == "TCP 70-80"
    assert (
        opened(engine(*BASE, out, into, policy("y/q", ingress=[{}])), "x/a", "y/c") == "TCP 70-80"
    )
    assert opened(engine(*BASE, out, policy("y/deny")), "x/a", "y/c") == NONE


def test_named_ports_are_those_of_the_destination() -> None:
    other = pod("y/d", {"name": "http", "containerPort": 9090})
    udp = pod("y/e", {"name": "http", "containerPort": 70, "protocol": "UDP"})
    out = policy("x/p", policyTypes=["Egress"], egress=[{"ports": [{"port": "http"}]}])
    judge = engine(*BASE, other, udp, out)
    assert opened(judge, "x/a", "y/c") == "TCP 8080"
    assert opened(judge, "x/a", "y/d") == "TCP 9090"
    assert opened(judge, "x/a", "y/e") == NONE
    assert opened(judge, "x/a", "x/b") == NONE
    into = engine(*BASE, other, udp, policy("y/p", ingress=[{"ports": [{"port": "http"}]}]))
    assert opened(into, "x/a", "y/c") == "TCP 8080"
    assert opened(into, "x/a", "y/d") == "TCP 9090"
    assert opened(into, "x/a", "y/e") == NONE


def test_flows_are_those_pairs_that_have_an_open_connection() -> None:
    many = [pod(f"z/p{number}") for number in range(70)]
    judge = engine(
        *BASE,
        *many,
        policy("y/p", ingress=[{"from": [{"namespaceSelector": {}}], "ports": [{"port": 80}]}]),
        policy(
            "x/p", policyTypes=["Ingress", "Egress"], egress=[{"to": [{"podSelector": app("c")}]}]
        ),
        policy("z/p", podSelector=app("p1")),
        policy(
            "z/q",
            podSelector=app("p2"),
            policyTypes=["Egress"],
            egress=[{"to": [{"namespaceSelector": {}}]}],
        ),
    )
    classes = judge.cluster.classes
    slow = {
        (str(s), str(d), str(found))
        for s in classes
        for d in classes
        if str(found := judge.connections(s, d)) != NONE
    }
    flows = list(judge.flows())
    assert {(str(f.source), str(f.destination), str(f.connections)) for f in flows} == slow
    numbers = [(flow.source.number, flow.destination.number) for flow in flows]
    assert numbers == sorted(set(numbers))


def test_grants_say_which_rule_opens_what() -> None:
    judge = engine(*BASE, policy("x/p", podSelector=app("a"), ingress=[{}]))
    (grant,) = judge.grants("Ingress", find(judge, "x/a"))
    assert str(grant.policy) == "x/p"
    assert grant.rule is not None
    assert grant.rule.path == ("spec", "ingress", 0)
    (free,) = judge.grants("Egress", find(judge, "x/a"))
    assert free.policy is None
    assert [str(one) for one in judge.isolating("Ingress", find(judge, "x/a"))] == ["x/p"]
    assert judge.isolating("Egress", find(judge, "x/a")) == ()


def test_policies_of_other_apis_are_named() -> None:
    other = {
        "apiVersion": "policy.networking.k8s.io/v1alpha1",
        "kind": "AdminNetworkPolicy",
        "metadata": {"name": "over-all"},
    }
    assert [one.ref.name for one in engine(A, other).unjudged] == ["over-all"]
